package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Turns the pairs (x, y) of one head by the angles of a position: x·cos − y·sin, y·cos + x·sin, the
 * first product of each fused with the sum. In place allowed.
 */
public final class Rotary {
  /** 1, 0, 3, 2, …: each element's partner. */
  private static final VectorShuffle<Float> PARTNER =
      VectorShuffle.fromOp(FLOATS, lane -> lane ^ 1);

  /** 0, 0, 1, 1, …: the angle of each element, first half of the pairs. */
  private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(FLOATS, lane -> lane / 2);

  private static final VectorShuffle<Float> HIGH =
      VectorShuffle.fromOp(FLOATS, lane -> (COUNT + lane) / 2);

  /** −1, 1, −1, 1, …: the sign of the partner's share. */
  private static final FloatVector SIGN = FloatVector.fromArray(FLOATS, signs(), 0);

  private Rotary() {}

  /** in [2 · pairs] → out: element p pairs with element p + pairs. */
  public static void halfSplit(
      float[] in,
      int inAt,
      float[] cosines,
      int cosinesAt,
      float[] sines,
      int sinesAt,
      int pairs,
      float[] out,
      int outAt) {
    int bound = FLOATS.loopBound(pairs);
    for (int p = 0; p < bound; p += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + p);
      FloatVector y = FloatVector.fromArray(FLOATS, in, inAt + pairs + p);
      FloatVector c = FloatVector.fromArray(FLOATS, cosines, cosinesAt + p);
      FloatVector s = FloatVector.fromArray(FLOATS, sines, sinesAt + p);
      x.fma(c, y.neg().mul(s)).intoArray(out, outAt + p);
      y.fma(c, x.mul(s)).intoArray(out, outAt + pairs + p);
    }
    if (bound < pairs) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, pairs);
      FloatVector x = FloatVector.fromArray(FLOATS, in, inAt + bound, rest);
      FloatVector y = FloatVector.fromArray(FLOATS, in, inAt + pairs + bound, rest);
      FloatVector c = FloatVector.fromArray(FLOATS, cosines, cosinesAt + bound, rest);
      FloatVector s = FloatVector.fromArray(FLOATS, sines, sinesAt + bound, rest);
      x.fma(c, y.neg().mul(s)).intoArray(out, outAt + bound, rest);
      y.fma(c, x.mul(s)).intoArray(out, outAt + pairs + bound, rest);
    }
  }

  /** in [2 · pairs] → out: element 2p pairs with element 2p + 1. */
  public static void interleaved(
      float[] in,
      int inAt,
      float[] cosines,
      int cosinesAt,
      float[] sines,
      int sinesAt,
      int pairs,
      float[] out,
      int outAt) {
    int bound = FLOATS.loopBound(pairs);
    for (int p = 0; p < bound; p += COUNT) {
      FloatVector c = FloatVector.fromArray(FLOATS, cosines, cosinesAt + p);
      FloatVector s = FloatVector.fromArray(FLOATS, sines, sinesAt + p);
      FloatVector low = FloatVector.fromArray(FLOATS, in, inAt + 2 * p);
      FloatVector high = FloatVector.fromArray(FLOATS, in, inAt + 2 * p + COUNT);
      low.fma(c.rearrange(LOW), low.rearrange(PARTNER).mul(SIGN).mul(s.rearrange(LOW)))
          .intoArray(out, outAt + 2 * p);
      high.fma(c.rearrange(HIGH), high.rearrange(PARTNER).mul(SIGN).mul(s.rearrange(HIGH)))
          .intoArray(out, outAt + 2 * p + COUNT);
    }
    for (int p = bound; p < pairs; p++) {
      float x = in[inAt + 2 * p];
      float y = in[inAt + 2 * p + 1];
      float c = cosines[cosinesAt + p];
      float s = sines[sinesAt + p];
      out[outAt + 2 * p] = Math.fma(x, c, -y * s);
      out[outAt + 2 * p + 1] = Math.fma(y, c, x * s);
    }
  }

  private static float[] signs() {
    float[] signs = new float[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      signs[lane] = lane % 2 == 0 ? -1 : 1;
    }
    return signs;
  }
}
