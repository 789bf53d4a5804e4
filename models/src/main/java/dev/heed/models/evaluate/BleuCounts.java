package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What BLEU needs to know of one text, or of several together.
 *
 * @param hypothesisLength tokens of the hypothesis
 * @param referenceLength tokens of the reference that is closest in length, the shorter of two
 * @param matches runs of 1, 2, 3 and 4 tokens that a reference has too, each as often as there
 * @param totals runs of the hypothesis
 */
public record BleuCounts(
    long hypothesisLength, long referenceLength, long[] matches, long[] totals) {
  /** Runs of up to so many tokens. */
  static final int ORDERS = 4;

  static BleuCounts none() {
    return new BleuCounts(0, 0, new long[ORDERS], new long[ORDERS]);
  }

  static BleuCounts of(List<String> hypothesis, List<List<String>> references) {
    long closest = Long.MAX_VALUE;
    for (List<String> reference : references) {
      long off = Math.abs((long) reference.size() - hypothesis.size());
      long least = Math.abs(closest - hypothesis.size());
      if (off < least || (off == least && reference.size() < closest)) {
        closest = reference.size();
      }
    }
    long[] matches = new long[ORDERS];
    long[] totals = new long[ORDERS];
    for (int n = 1; n <= ORDERS; n++) {
      Map<List<String>, Integer> most = Words.runs(references.getFirst(), n);
      for (List<String> other : references.subList(1, references.size())) {
        Words.runs(other, n).forEach((run, count) -> most.merge(run, count, Math::max));
      }
      matches[n - 1] = Words.common(Words.runs(hypothesis, n), most);
      totals[n - 1] = Math.max(0, hypothesis.size() - n + 1);
    }
    return new BleuCounts(hypothesis.size(), closest, matches, totals);
  }

  /** The counts of both together. */
  public BleuCounts plus(BleuCounts other) {
    long[] allMatches = matches.clone();
    long[] allTotals = totals.clone();
    Arrays.setAll(allMatches, n -> matches[n] + other.matches[n]);
    Arrays.setAll(allTotals, n -> totals[n] + other.totals[n]);
    return new BleuCounts(
        hypothesisLength + other.hypothesisLength,
        referenceLength + other.referenceLength,
        allMatches,
        allTotals);
  }
}
