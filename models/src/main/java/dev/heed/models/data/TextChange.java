package dev.heed.models.data;

/** A way to change a text by chance, for {@link Augmentation}. Words are what whitespace parts. */
public sealed interface TextChange {
  private static void check(String change, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new DataException(
          "augmentation: the rate of %s must be from 0 to 1, was %s".formatted(change, rate));
    }
  }

  /**
   * Leaves words out; the last that is left stays.
   *
   * @param rate chance of each word
   */
  record Drop(double rate) implements TextChange {
    /** Checks the rate. */
    public Drop {
      check("drop", rate);
    }
  }

  /**
   * Exchanges neighbouring words; none is moved twice.
   *
   * @param rate chance of each word to be exchanged with the next
   */
  record Swap(double rate) implements TextChange {
    /** Checks the rate. */
    public Swap {
      check("swap", rate);
    }
  }

  /**
   * Puts a neighbour on the keyboard (QWERTY) in the place of a letter from A to Z.
   *
   * @param rate chance of each word that has such a letter to get one wrong
   */
  record Typo(double rate) implements TextChange {
    /** Checks the rate. */
    public Typo {
      check("typo", rate);
    }
  }

  /**
   * Puts another word of the same meaning in the place of a word.
   *
   * @param rate chance of each word that has synonyms
   * @param synonyms the words of the same meaning
   */
  record Replace(double rate, Synonyms synonyms) implements TextChange {
    /** Checks the rate. */
    public Replace {
      check("synonyms", rate);
    }
  }
}
