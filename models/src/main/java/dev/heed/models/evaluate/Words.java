package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Words, characters and runs of them, as Python counts them: by code point. */
final class Words {
  private Words() {}

  /** What Python's {@code str.isspace} calls so: Java's, and the spaces that do not break. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || c == 0x85 || c == 0xA0 || c == 0x2007 || c == 0x202F;
  }

  /** The words between spaces: Python's {@code str.split}. */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int from = -1;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (isSpace(c)) {
        if (from >= 0) {
          words.add(text.substring(from, at));
        }
        from = -1;
      } else if (from < 0) {
        from = at;
      }
      at += Character.charCount(c);
    }
    if (from >= 0) {
      words.add(text.substring(from));
    }
    return words;
  }

  /** Each character by itself. */
  static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  /** Without spaces at both ends: Python's {@code str.strip}. */
  static String strip(String text) {
    int from = 0;
    while (from < text.length() && isSpace(text.charAt(from))) {
      from++;
    }
    return stripEnd(text.substring(from));
  }

  /** Without spaces at the end: Python's {@code str.rstrip}. */
  static String stripEnd(String text) {
    int to = text.length();
    while (to > 0 && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  /** How often each run of n words occurs. */
  static Map<List<String>, Integer> runs(List<String> words, int n) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= words.size(); i++) {
      counts.merge(words.subList(i, i + n), 1, Integer::sum);
    }
    return counts;
  }

  /** How many runs both have, each as often as it occurs in the rarer place. */
  static long common(Map<List<String>, Integer> a, Map<List<String>, Integer> b) {
    long common = 0;
    for (Map.Entry<List<String>, Integer> run : a.entrySet()) {
      common += Math.min(run.getValue(), b.getOrDefault(run.getKey(), 0));
    }
    return common;
  }
}
