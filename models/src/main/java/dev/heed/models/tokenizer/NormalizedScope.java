package dev.heed.models.tokenizer;

import java.util.function.IntUnaryOperator;

/**
 * A {@link SpecialScope} asked about places of a normalized text.
 *
 * @param start where in the original a unit begins
 * @param end where in the original the unit before an index ends
 */
record NormalizedScope(SpecialScope scope, IntUnaryOperator start, IntUnaryOperator end)
    implements AddedTokenSplitter.Scope {
  @Override
  public boolean contains(int from, int to) {
    return scope.contains(start.applyAsInt(from), end.applyAsInt(to));
  }

  @Override
  public int next(int from, int to) {
    for (int at = from + 1; at < to; at++) {
      if (scope.contains(start.applyAsInt(at), end.applyAsInt(at + 1))) {
        return at;
      }
    }
    return to;
  }
}
