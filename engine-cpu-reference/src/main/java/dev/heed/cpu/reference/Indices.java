package dev.heed.cpu.reference;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.Tensor;
import java.util.BitSet;

/** Indices read from a tensor, checked before anything is read or written with them. */
final class Indices {
  private Indices() {}

  /** I32 [count], each of 0 to {@code size} − 1. */
  static int[] within(String op, String role, Tensor tensor, int size) {
    int[] indices = Rows.readInts(tensor);
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= size) {
        throw new InvalidOpException(
            "%s: %s[%d] is %,d, but must be 0 to %,d".formatted(op, role, i, indices[i], size - 1));
      }
    }
    return indices;
  }

  /** The same, and none twice. */
  static int[] distinct(String op, String role, Tensor tensor, int size) {
    int[] indices = within(op, role, tensor, size);
    BitSet seen = new BitSet(size);
    for (int i = 0; i < indices.length; i++) {
      if (seen.get(indices[i])) {
        throw new InvalidOpException(
            "%s: %s[%d] is %,d, which came before; each may be named once"
                .formatted(op, role, i, indices[i]));
      }
      seen.set(indices[i]);
    }
    return indices;
  }
}
