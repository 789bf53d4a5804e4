package dev.heed.models.evaluate;

/** What the rules of {@link PorterStemmer} ask of the letters of a word. */
final class PorterLetters {
  private PorterLetters() {}

  /** How often a consonant follows a vowel: Porter's m. */
  static int measure(String stem) {
    int measure = 0;
    boolean last = true;
    for (int i = 0; i < stem.length(); i++) {
      boolean consonant = consonant(stem.charAt(i), i == 0 || !last);
      measure += consonant && !last ? 1 : 0;
      last = consonant;
    }
    return measure;
  }

  static boolean hasVowel(String stem) {
    for (int i = 0; i < stem.length(); i++) {
      if (!consonant(stem, i)) {
        return true;
      }
    }
    return false;
  }

  /** Consonant, vowel, consonant, the last none of w, x and y; or a word of vowel and consonant. */
  static boolean shortEnd(String stem) {
    int last = stem.length() - 1;
    if (last == 1) {
      return !consonant(stem, 0) && consonant(stem, 1);
    }
    return last > 1
        && consonant(stem, last - 2)
        && !consonant(stem, last - 1)
        && consonant(stem, last)
        && "wxy".indexOf(stem.charAt(last)) < 0;
  }

  /** Any letter but a, e, i, o and u, and y unless a consonant precedes it. */
  static boolean consonant(String word, int i) {
    int from = i;
    while (from > 0 && word.charAt(from) == 'y') {
      from--;
    }
    boolean odd = (i - from) % 2 == 1;
    return consonant(word.charAt(from), true) != odd;
  }

  private static boolean consonant(char letter, boolean y) {
    return switch (letter) {
      case 'a', 'e', 'i', 'o', 'u' -> false;
      case 'y' -> y;
      default -> true;
    };
  }
}
