package dev.heed.models.evaluate;

import java.util.Locale;

/**
 * What becomes of a precision without a single match, which alone would make BLEU 0 (Chen and
 * Cherry, "A systematic comparison of smoothing techniques for sentence-level BLEU", 2014).
 */
public sealed interface BleuSmoothing {
  /** Nothing: BLEU is 0 to 8 places then. */
  record None() implements BleuSmoothing {}

  /** Half of one match, then a quarter, and so on: method 3, that of mteval-v13a.pl. */
  record Exponential() implements BleuSmoothing {}

  /**
   * A part of a match: method 1.
   *
   * @param matches above 0; 0.1 is usual
   */
  record Floor(double matches) implements BleuSmoothing {
    public Floor {
      check(matches);
    }
  }

  /**
   * So many matches more, of so many runs more, for all orders but the first: method 2.
   *
   * @param matches above 0; 1 is usual
   */
  record AddK(double matches) implements BleuSmoothing {
    public AddK {
      check(matches);
    }
  }

  /** As sacrebleu's signatures name it. */
  default String label() {
    return switch (this) {
      case None none -> "none";
      case Exponential exponential -> "exp";
      case Floor(double matches) -> String.format(Locale.ROOT, "floor[%.2f]", matches);
      case AddK(double matches) -> String.format(Locale.ROOT, "add-k[%.2f]", matches);
    };
  }

  private static void check(double matches) {
    if (!(matches > 0 && Double.isFinite(matches))) {
      throw Inputs.wrong("BLEU", "smoothing by %s; expected above 0, finite".formatted(matches));
    }
  }
}
