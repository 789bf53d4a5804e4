package dev.heed.models.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What each {@link TextChange} does. */
final class TextChanges {
  /** The letters that touch each on a keyboard, from a to z. */
  private static final String[] NEIGHBOURS = {
    "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn",
    "jiolm", "kop", "njk", "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb",
    "qase", "zsdc", "tghu", "asx"
  };

  private TextChanges() {}

  static void apply(TextChange change, Words words, Draws draws) {
    switch (change) {
      case TextChange.Drop drop -> drop(words, drop.rate(), draws);
      case TextChange.Swap swap -> swap(words, swap.rate(), draws);
      case TextChange.Typo typo -> typos(words, typo.rate(), draws);
      case TextChange.Replace replace -> replace(words, replace, draws);
    }
  }

  private static void drop(Words words, double rate, Draws draws) {
    for (int w = words.size() - 1; w >= 0 && words.size() > 1; w--) {
      if (draws.uniform() < rate) {
        words.remove(w);
      }
    }
  }

  private static void swap(Words words, double rate, Draws draws) {
    for (int w = 0; w + 1 < words.size(); w++) {
      if (draws.uniform() < rate) {
        words.swap(w);
        w++;
      }
    }
  }

  private static void typos(Words words, double rate, Draws draws) {
    for (int w = 0; w < words.size(); w++) {
      if (draws.uniform() < rate) {
        words.set(w, mistyped(words.get(w), draws));
      }
    }
  }

  private static String mistyped(String word, Draws draws) {
    int[] letters =
        IntStream.range(0, word.length()).filter(i -> isLetter(word.charAt(i))).toArray();
    if (letters.length == 0) {
      return word;
    }
    int at = letters[draws.below(letters.length)];
    char right = word.charAt(at);
    boolean capital = right <= 'Z';
    String near = NEIGHBOURS[right - (capital ? 'A' : 'a')];
    char wrong = near.charAt(draws.below(near.length()));
    return word.substring(0, at)
        + (capital ? Character.toUpperCase(wrong) : wrong)
        + word.substring(at + 1);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static void replace(Words words, TextChange.Replace replace, Draws draws) {
    for (int w = 0; w < words.size(); w++) {
      String word = words.get(w);
      int start = 0;
      int end = word.length();
      while (start < end && !Character.isLetterOrDigit(word.charAt(start))) {
        start++;
      }
      while (start < end && !Character.isLetterOrDigit(word.charAt(end - 1))) {
        end--;
      }
      String core = word.substring(start, end);
      List<String> others = replace.synonyms().of(core);
      if (!others.isEmpty() && draws.uniform() < replace.rate()) {
        String other = others.get(draws.below(others.size()));
        words.set(w, word.substring(0, start) + likeIts(core, other) + word.substring(end));
      }
    }
  }

  /** A word that begins with a capital is replaced by one that does. */
  private static String likeIts(String word, String other) {
    return Character.isUpperCase(word.charAt(0))
        ? other.substring(0, 1).toUpperCase(Locale.ROOT) + other.substring(1)
        : other;
  }
}
