package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.BlockBits.INTS;
import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.heed.engine.op.Chance;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Dropout of a row, the random bits of {@link Chance} computed for a vector of elements at once.
 */
public final class Drops {
  /** The lanes' numbers. */
  static final int[] LANES = lanes();

  /** The factors of the mixer, see {@link Chance}. */
  static final int FIRST_FACTOR = 0x21F0AAAD;

  static final int SECOND_FACTOR = 0xD35A2D97;

  private Drops() {}

  /**
   * out [n] = in [n] · 1/(1 − rate) where the element stays, else 0; in place allowed.
   *
   * @param first number of the row's first element, that of the chances not counted
   */
  public static void row(
      Chance chance, int first, float[] in, int inAt, float[] out, int outAt, int n) {
    if (n >= COUNT) {
      vectors(chance, chance.first() + first, in, inAt, out, outAt, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[outAt + i] = chance.keeps(first + i) ? in[inAt + i] * chance.scale() : 0;
      }
    }
  }

  private static void vectors(
      Chance chance, int first, float[] in, int inAt, float[] out, int outAt, int n) {
    FloatVector scale = FloatVector.broadcast(FLOATS, chance.scale());
    FloatVector zero = FloatVector.broadcast(FLOATS, 0);
    IntVector lanes = IntVector.fromArray(INTS, LANES, 0);
    IntVector low = IntVector.broadcast(INTS, chance.low());
    IntVector high = IntVector.broadcast(INTS, chance.high());
    IntVector firstFactor = IntVector.broadcast(INTS, FIRST_FACTOR);
    IntVector secondFactor = IntVector.broadcast(INTS, SECOND_FACTOR);
    IntVector threshold = IntVector.broadcast(INTS, chance.threshold());
    int last = n - COUNT;
    FloatVector next = FloatVector.fromArray(FLOATS, in, inAt);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = next;
      next = FloatVector.fromArray(FLOATS, in, inAt + Math.min(i + COUNT, last));
      int at = Math.min(i, last);
      IntVector bits = lanes.add(first + at).lanewise(XOR, low);
      bits = bits.lanewise(XOR, bits.lanewise(LSHR, 16)).mul(firstFactor);
      bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).mul(secondFactor);
      bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).add(high);
      bits = bits.lanewise(XOR, bits.lanewise(LSHR, 16)).mul(firstFactor);
      bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).mul(secondFactor);
      bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).lanewise(LSHR, 8);
      zero.blend(x.mul(scale), bits.compare(GE, threshold).cast(FLOATS)).intoArray(out, outAt + at);
    }
  }

  private static int[] lanes() {
    int[] lanes = new int[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      lanes[lane] = lane;
    }
    return lanes;
  }
}
