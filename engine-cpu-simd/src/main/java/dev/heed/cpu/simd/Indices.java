package dev.heed.cpu.simd;

import dev.heed.engine.error.InvalidOpException;
import java.util.Arrays;
import java.util.BitSet;

/** Checks indices before anything is read or written with them. */
final class Indices {
  private Indices() {}

  /** Each of 0 to {@code size} − 1. */
  static void checkWithin(String op, int[] indices, int size) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= size) {
        throw new InvalidOpException(
            "%s: index %,d at place %,d is outside the %,d rows"
                .formatted(op, indices[i], i, size));
      }
    }
  }

  /** No row twice. */
  static void checkDistinct(String op, int[] indices, int size) {
    if (isAscending(indices)) {
      return;
    }
    // A set has a bit for each row of the target: too much for a few new rows of a great cache.
    if (indices.length < size / Long.SIZE) {
      int[] sorted = indices.clone();
      Arrays.sort(sorted);
      if (isAscending(sorted)) {
        return;
      }
    }
    BitSet seen = new BitSet(size);
    for (int i = 0; i < indices.length; i++) {
      if (seen.get(indices[i])) {
        throw new InvalidOpException(
            "%s: index %,d at place %,d came before; each row may be written once"
                .formatted(op, indices[i], i));
      }
      seen.set(indices[i]);
    }
  }

  /** Each greater than the one before. */
  private static boolean isAscending(int[] indices) {
    for (int i = 1; i < indices.length; i++) {
      if (indices[i] <= indices[i - 1]) {
        return false;
      }
    }
    return true;
  }
}
