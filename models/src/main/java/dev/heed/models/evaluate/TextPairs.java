package dev.heed.models.evaluate;

import java.util.List;

/**
 * Texts to be judged and, for each, one text or several that would be right.
 *
 * @param hypotheses what was written, one at least
 * @param references for each hypothesis what is right, one at least
 */
public record TextPairs(List<String> hypotheses, List<List<String>> references) {
  /**
   * Copies.
   *
   * @throws IllegalArgumentException when there is no hypothesis, or not a reference for each
   */
  public TextPairs {
    hypotheses = List.copyOf(hypotheses);
    references = references.stream().map(List::copyOf).toList();
    Inputs.examples("texts", references.size(), hypotheses.size());
    for (int i = 0; i < references.size(); i++) {
      if (references.get(i).isEmpty()) {
        throw Inputs.wrong("texts", "hypothesis %,d has no reference".formatted(i));
      }
    }
  }

  /** With one reference for each hypothesis. */
  public static TextPairs of(List<String> hypotheses, List<String> references) {
    return new TextPairs(hypotheses, references.stream().map(List::of).toList());
  }

  public int size() {
    return hypotheses.size();
  }

  /** How many references each has, as sacrebleu's signatures say it: a number, or {@code var}. */
  String referenceCount() {
    List<Integer> counts = references.stream().map(List::size).distinct().toList();
    return counts.size() == 1 ? counts.getFirst().toString() : "var";
  }

  /** The one reference of a hypothesis. */
  String reference(String metric, int i) {
    List<String> all = references.get(i);
    if (all.size() != 1) {
      throw Inputs.wrong(
          metric, "hypothesis %,d has %d references; expected one".formatted(i, all.size()));
    }
    return all.getFirst();
  }
}
