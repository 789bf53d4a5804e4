package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of F32, F16 and BF16 as rows of floats, which is exact. A row's last elements pass in a
 * vector that overlaps the one before; rows shorter than a vector go number by number.
 *
 * <p>{@code Float.float16ToFloat} in a loop becomes an instruction for a whole vector, but what C2
 * puts round such a loop takes longer than this for the width of a head.
 */
final class Widening {
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

  private static final VectorSpecies<Short> PAIRS =
      VectorSpecies.of(short.class, FLOATS.vectorShape());

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, FLOATS.vectorShape());

  private Widening() {}

  /** Copies F32 rows of n elements. */
  static void floats(
      float[] from, int at, int stride, int rows, int n, float[] to, int toAt, int toStride) {
    int last = n - COUNT;
    for (int row = 0; row < rows; row++) {
      int read = at + row * stride;
      int write = toAt + row * toStride;
      if (last < 0) {
        for (int i = 0; i < n; i++) {
          to[write + i] = from[read + i];
        }
      }
      for (int i = 0; i < n && last >= 0; i += COUNT) {
        int place = Math.min(i, last);
        FloatVector.fromArray(FLOATS, from, read + place).intoArray(to, write + place);
      }
    }
  }

  /** Widens F16 rows of n elements. */
  static void halves(
      short[] from, int at, int stride, int rows, int n, float[] to, int toAt, int toStride) {
    // Exponent and fraction go to their places in an F32, and the exponent grows by the difference
    // of the biases, 112; once more where it is the greatest, of infinity and NaN. A subnormal
    // gets an exponent, and what that adds, 2^-14, is subtracted: a product with a power of two
    // would do both, but takes a hundred cycles where a float is subnormal.
    IntVector magnitudes = IntVector.broadcast(INTS, 0x7FFF << 13);
    IntVector signs = IntVector.broadcast(INTS, 1 << 31);
    IntVector bias = IntVector.broadcast(INTS, 112 << 23);
    IntVector one = IntVector.broadcast(INTS, 1 << 23);
    IntVector greatest = IntVector.broadcast(INTS, 31 << 23);
    FloatVector added = FloatVector.broadcast(FLOATS, 0x1p-14f);
    int last = n - COUNT;
    for (int row = 0; row < rows; row++) {
      int read = at + row * stride;
      int write = toAt + row * toStride;
      if (last < 0) {
        for (int i = 0; i < n; i++) {
          to[write + i] = Float.float16ToFloat(from[read + i]);
        }
      }
      for (int i = 0; i < n && last >= 0; i += COUNT) {
        int place = Math.min(i, last);
        IntVector x =
            (IntVector)
                ShortVector.fromArray(SHORTS, from, read + place)
                    .convertShape(VectorOperators.S2I, INTS, 0);
        IntVector magnitude = x.lanewise(VectorOperators.LSHL, 13).and(magnitudes);
        VectorMask<Integer> subnormal = magnitude.compare(VectorOperators.LT, one);
        VectorMask<Integer> special = magnitude.compare(VectorOperators.GE, greatest);
        magnitude
            .add(bias)
            .add(bias, special)
            .add(one, subnormal)
            .reinterpretAsFloats()
            .sub(added, subnormal.cast(FLOATS))
            .reinterpretAsInts()
            .or(x.and(signs))
            .reinterpretAsFloats()
            .intoArray(to, write + place);
      }
    }
  }

  /** Widens BF16 rows of n elements: the upper halves of floats. */
  static void brains(
      short[] from, int at, int stride, int rows, int n, float[] to, int toAt, int toStride) {
    int last = n - COUNT;
    for (int row = 0; row < rows; row++) {
      int read = at + row * stride;
      int write = toAt + row * toStride;
      if (last < 0) {
        for (int i = 0; i < n; i++) {
          to[write + i] = Float.intBitsToFloat(from[read + i] << 16);
        }
      }
      for (int i = 0; i < n && last >= 0; i += COUNT) {
        int place = Math.min(i, last);
        IntVector x =
            (IntVector)
                ShortVector.fromArray(SHORTS, from, read + place)
                    .convertShape(VectorOperators.S2I, INTS, 0);
        x.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(to, write + place);
      }
    }
  }

  /**
   * Copies rows of n pairs of 16 bits as they are, each pair in the place of a float: what moves
   * them need not know what they are.
   */
  static void pairs(
      short[] from, int at, int stride, int rows, int n, float[] to, int toAt, int toStride) {
    int last = n - COUNT;
    for (int row = 0; row < rows; row++) {
      int read = at + row * stride;
      int write = toAt + row * toStride;
      if (last < 0) {
        for (int i = 0; i < n; i++) {
          int pair = (from[read + 2 * i] & 0xFFFF) | from[read + 2 * i + 1] << 16;
          to[write + i] = Float.intBitsToFloat(pair);
        }
      }
      for (int i = 0; i < n && last >= 0; i += COUNT) {
        int place = Math.min(i, last);
        ShortVector.fromArray(PAIRS, from, read + 2 * place)
            .reinterpretAsFloats()
            .intoArray(to, write + place);
      }
    }
  }

  /** Vectors of pairs of F16, one after the other, to two vectors each, a panel's width apart. */
  static void halvesOfPairs(float[] pairs, int at, int count, float[] panel, int to) {
    IntVector magnitudes = IntVector.broadcast(INTS, 0x7FFF << 13);
    IntVector signs = IntVector.broadcast(INTS, 1 << 31);
    IntVector bias = IntVector.broadcast(INTS, 112 << 23);
    IntVector one = IntVector.broadcast(INTS, 1 << 23);
    IntVector greatest = IntVector.broadcast(INTS, 31 << 23);
    FloatVector added = FloatVector.broadcast(FLOATS, 0x1p-14f);
    for (int p = 0; p < count; p++) {
      IntVector x = FloatVector.fromArray(FLOATS, pairs, at + p * COUNT).reinterpretAsInts();
      int write = to + 2 * p * PANEL;
      IntVector first = x.lanewise(VectorOperators.LSHL, 13).and(magnitudes);
      VectorMask<Integer> firstSubnormal = first.compare(VectorOperators.LT, one);
      VectorMask<Integer> firstSpecial = first.compare(VectorOperators.GE, greatest);
      first
          .add(bias)
          .add(bias, firstSpecial)
          .add(one, firstSubnormal)
          .reinterpretAsFloats()
          .sub(added, firstSubnormal.cast(FLOATS))
          .reinterpretAsInts()
          .or(x.lanewise(VectorOperators.LSHL, 16).and(signs))
          .reinterpretAsFloats()
          .intoArray(panel, write);
      IntVector second = x.lanewise(VectorOperators.LSHR, 3).and(magnitudes);
      VectorMask<Integer> secondSubnormal = second.compare(VectorOperators.LT, one);
      VectorMask<Integer> secondSpecial = second.compare(VectorOperators.GE, greatest);
      second
          .add(bias)
          .add(bias, secondSpecial)
          .add(one, secondSubnormal)
          .reinterpretAsFloats()
          .sub(added, secondSubnormal.cast(FLOATS))
          .reinterpretAsInts()
          .or(x.and(signs))
          .reinterpretAsFloats()
          .intoArray(panel, write + PANEL);
    }
  }

  /** Vectors of pairs of BF16, one after the other, to two vectors each, a panel's width apart. */
  static void brainsOfPairs(float[] pairs, int at, int count, float[] panel, int to) {
    IntVector upper = IntVector.broadcast(INTS, 0xFFFF << 16);
    for (int p = 0; p < count; p++) {
      IntVector x = FloatVector.fromArray(FLOATS, pairs, at + p * COUNT).reinterpretAsInts();
      int write = to + 2 * p * PANEL;
      x.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(panel, write);
      x.and(upper).reinterpretAsFloats().intoArray(panel, write + PANEL);
    }
  }
}
