package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What chrF needs to know of one text, or of several together: for each order, first of characters,
 * then of words.
 *
 * @param hypothesis runs of the text; 0 for orders of which its reference has none
 * @param reference runs of the reference
 * @param matches runs of both
 */
public record ChrfCounts(long[] hypothesis, long[] reference, long[] matches) {
  static ChrfCounts none(int orders) {
    return new ChrfCounts(new long[orders], new long[orders], new long[orders]);
  }

  static ChrfCounts of(
      List<Map<List<String>, Integer>> hypothesis, List<Map<List<String>, Integer>> reference) {
    ChrfCounts counts = none(hypothesis.size());
    for (int n = 0; n < hypothesis.size(); n++) {
      counts.reference[n] = total(reference.get(n));
      counts.hypothesis[n] = counts.reference[n] == 0 ? 0 : total(hypothesis.get(n));
      counts.matches[n] = Words.common(hypothesis.get(n), reference.get(n));
    }
    return counts;
  }

  /** The counts of both together. */
  public ChrfCounts plus(ChrfCounts other) {
    return new ChrfCounts(
        sum(hypothesis, other.hypothesis),
        sum(reference, other.reference),
        sum(matches, other.matches));
  }

  private static long total(Map<List<String>, Integer> runs) {
    return runs.values().stream().mapToLong(Integer::longValue).sum();
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = new long[a.length];
    Arrays.setAll(sum, n -> a[n] + b[n]);
    return sum;
  }
}
