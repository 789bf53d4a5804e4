package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

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
}
