package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Lanes.PARTIALS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums along one row, in the sixteen partial sums of {@link Lanes}: four vectors at 128 bits, two
 * at 256, one at 512. At the end halves are added lane by lane, 16 to 8 to 4 to 2 to 1. The
 * conditions on the vector length are constants to the compiler. A tail is the main loop's
 * arithmetic under a mask that gives 0 to what lies beyond.
 *
 * <p>Both methods use the Vector API directly and are too long to be inlined, so that they are
 * compiled alone; see {@link VectorMath} for what becomes of vectors otherwise.
 */
public final class RowSums {
  /** Each lane's number is that of the lane so many places on. */
  private static final VectorShuffle<Float> EIGHT_ON =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 8) % COUNT);

  private static final VectorShuffle<Float> FOUR_ON =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 4) % COUNT);
  private static final VectorShuffle<Float> TWO_ON =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 2) % COUNT);

  private RowSums() {}

  /** Σ a[i] over n elements. */
  public static float sum(float[] a, int at, int n) {
    FloatVector p0 = FloatVector.zero(FLOATS);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    int bound = at + n - n % PARTIALS;
    int end = at + n;
    for (int i = at; i < bound; i += PARTIALS) {
      p0 = p0.add(FloatVector.fromArray(FLOATS, a, i));
      if (COUNT < 16) {
        p1 = p1.add(FloatVector.fromArray(FLOATS, a, i + COUNT));
      }
      if (COUNT < 8) {
        p2 = p2.add(FloatVector.fromArray(FLOATS, a, i + 2 * COUNT));
        p3 = p3.add(FloatVector.fromArray(FLOATS, a, i + 3 * COUNT));
      }
    }
    if (bound < end) {
      int i = bound;
      p0 = p0.add(FloatVector.fromArray(FLOATS, a, i, FLOATS.indexInRange(i, end)));
      if (COUNT < 16) {
        i += COUNT;
        p1 = p1.add(FloatVector.fromArray(FLOATS, a, i, FLOATS.indexInRange(i, end)));
      }
      if (COUNT < 8) {
        i += COUNT;
        p2 = p2.add(FloatVector.fromArray(FLOATS, a, i, FLOATS.indexInRange(i, end)));
        i += COUNT;
        p3 = p3.add(FloatVector.fromArray(FLOATS, a, i, FLOATS.indexInRange(i, end)));
      }
    }
    if (COUNT < 8) {
      p0 = p0.add(p2);
      p1 = p1.add(p3);
    }
    if (COUNT < 16) {
      p0 = p0.add(p1);
    }
    if (COUNT > 8) {
      p0 = p0.add(p0.rearrange(EIGHT_ON));
    }
    if (COUNT > 4) {
      p0 = p0.add(p0.rearrange(FOUR_ON));
    }
    p0 = p0.add(p0.rearrange(TWO_ON));
    return p0.lane(0) + p0.lane(1);
  }

  /** Σ (a[i] − center)² over n elements. */
  public static float squares(float[] a, int at, int n, float center) {
    FloatVector p0 = FloatVector.zero(FLOATS);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    FloatVector c = FloatVector.broadcast(FLOATS, center);
    int bound = at + n - n % PARTIALS;
    int end = at + n;
    for (int i = at; i < bound; i += PARTIALS) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, a, i).sub(c);
      p0 = x0.fma(x0, p0);
      if (COUNT < 16) {
        FloatVector x1 = FloatVector.fromArray(FLOATS, a, i + COUNT).sub(c);
        p1 = x1.fma(x1, p1);
      }
      if (COUNT < 8) {
        FloatVector x2 = FloatVector.fromArray(FLOATS, a, i + 2 * COUNT).sub(c);
        p2 = x2.fma(x2, p2);
        FloatVector x3 = FloatVector.fromArray(FLOATS, a, i + 3 * COUNT).sub(c);
        p3 = x3.fma(x3, p3);
      }
    }
    if (bound < end) {
      int i = bound;
      VectorMask<Float> rest = FLOATS.indexInRange(i, end);
      FloatVector x =
          FloatVector.zero(FLOATS).blend(FloatVector.fromArray(FLOATS, a, i, rest).sub(c), rest);
      p0 = x.fma(x, p0);
      if (COUNT < 16) {
        i += COUNT;
        rest = FLOATS.indexInRange(i, end);
        x = FloatVector.zero(FLOATS).blend(FloatVector.fromArray(FLOATS, a, i, rest).sub(c), rest);
        p1 = x.fma(x, p1);
      }
      if (COUNT < 8) {
        i += COUNT;
        rest = FLOATS.indexInRange(i, end);
        x = FloatVector.zero(FLOATS).blend(FloatVector.fromArray(FLOATS, a, i, rest).sub(c), rest);
        p2 = x.fma(x, p2);
        i += COUNT;
        rest = FLOATS.indexInRange(i, end);
        x = FloatVector.zero(FLOATS).blend(FloatVector.fromArray(FLOATS, a, i, rest).sub(c), rest);
        p3 = x.fma(x, p3);
      }
    }
    if (COUNT < 8) {
      p0 = p0.add(p2);
      p1 = p1.add(p3);
    }
    if (COUNT < 16) {
      p0 = p0.add(p1);
    }
    if (COUNT > 8) {
      p0 = p0.add(p0.rearrange(EIGHT_ON));
    }
    if (COUNT > 4) {
      p0 = p0.add(p0.rearrange(FOUR_ON));
    }
    p0 = p0.add(p0.rearrange(TWO_ON));
    return p0.lane(0) + p0.lane(1);
  }
}
