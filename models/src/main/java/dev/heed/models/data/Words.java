package dev.heed.models.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text as words and the whitespace before each, for changes to it. */
final class Words {
  private static final Pattern WORD = Pattern.compile("[^\\p{IsWhite_Space}]+");

  private final List<String> words = new ArrayList<>();
  private final List<String> spaces = new ArrayList<>();
  private final String end;

  private Words(String text) {
    Matcher word = WORD.matcher(text);
    int from = 0;
    while (word.find()) {
      spaces.add(text.substring(from, word.start()));
      words.add(word.group());
      from = word.end();
    }
    end = text.substring(from);
  }

  static Words of(String text) {
    return new Words(text);
  }

  int size() {
    return words.size();
  }

  String get(int w) {
    return words.get(w);
  }

  void set(int w, String word) {
    words.set(w, word);
  }

  /** Exchanges a word with the next; the whitespace stays where it is. */
  void swap(int w) {
    words.set(w, words.set(w + 1, words.get(w)));
  }

  /** Takes out a word and the whitespace between it and the next, or the one before the last. */
  void remove(int w) {
    words.remove(w);
    spaces.remove(w == 0 && spaces.size() > 1 ? 1 : w);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < words.size(); w++) {
      text.append(spaces.get(w)).append(words.get(w));
    }
    return text.append(end).toString();
  }
}
