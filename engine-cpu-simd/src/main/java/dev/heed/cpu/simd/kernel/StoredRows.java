package dev.heed.cpu.simd.kernel;

import dev.heed.engine.tensor.DType;

/**
 * Keys or values as they are stored, [rows, heads, size] with size dense.
 *
 * @param type F32, F16 or BF16
 * @param floats the array of F32, else empty
 * @param shorts the array of the others, else empty
 * @param at where row 0 of head 0 starts
 * @param rowStride from row to row
 * @param headStride from head to head
 */
public record StoredRows(
    DType type, float[] floats, short[] shorts, int at, int rowStride, int headStride) {

  /** In F32. */
  public static StoredRows of(float[] data, int at, int rowStride, int headStride) {
    return new StoredRows(DType.F32, data, new short[0], at, rowStride, headStride);
  }

  /** In F16 or BF16. */
  public static StoredRows of(DType type, short[] data, int at, int rowStride, int headStride) {
    return new StoredRows(type, new float[0], data, at, rowStride, headStride);
  }

  /**
   * Widens n elements, from {@code column} of a head on, of each of {@code count} rows.
   *
   * @param toStride from row to row there
   */
  void read(int row, int head, int count, int column, int n, float[] to, int toAt, int toStride) {
    int from = at + row * rowStride + head * headStride + column;
    switch (type) {
      case F32 -> Widening.floats(floats, from, rowStride, count, n, to, toAt, toStride);
      case F16 -> Widening.halves(shorts, from, rowStride, count, n, to, toAt, toStride);
      case BF16 -> Widening.brains(shorts, from, rowStride, count, n, to, toAt, toStride);
      case I32, I8, U8, Q8_0, Q4_0, Q4_1 ->
          throw new IllegalArgumentException(type + " holds no keys or values");
    }
  }

  /** True where a head's elements are pairs of 16 bits. */
  boolean isPairs(int size) {
    return type != DType.F32 && size % 2 == 0;
  }

  /**
   * Copies n pairs of 16 bits of a head of each of {@code count} rows, each to the place of a
   * float.
   *
   * @param toStride from row to row there
   */
  void readPairs(int row, int head, int count, int n, float[] to, int toAt, int toStride) {
    int from = at + row * rowStride + head * headStride;
    Widening.pairs(shorts, from, rowStride, count, n, to, toAt, toStride);
  }

  /** Widens vectors of {@code count} pairs to two rows of a panel each. */
  void widenPairs(float[] pairs, int pairsAt, int count, float[] panel, int to) {
    if (type == DType.F16) {
      Widening.halvesOfPairs(pairs, pairsAt, count, panel, to);
    } else {
      Widening.brainsOfPairs(pairs, pairsAt, count, panel, to);
    }
  }
}
