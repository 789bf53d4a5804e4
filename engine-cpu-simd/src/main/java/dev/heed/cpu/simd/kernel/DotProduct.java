package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Lanes.PARTIALS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The product of two rows, in the partial sums and the order of {@link RowSums}, less the tail:
 * what does not fill all sums is one chain of its own, added last. Under masks four vectors of two
 * rows are more than C2 inlines in one method at 128 bits, and then it boxes them.
 */
public final class DotProduct {
  private static final VectorShuffle<Float> EIGHT_ON =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 8) % COUNT);

  private static final VectorShuffle<Float> FOUR_ON =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 4) % COUNT);
  private static final VectorShuffle<Float> TWO_ON =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 2) % COUNT);

  private DotProduct() {}

  /** Σ a[i] · b[i] over n elements. */
  public static float of(float[] a, int at, float[] b, int bAt, int n) {
    FloatVector p0 = FloatVector.zero(FLOATS);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    int bound = n - n % PARTIALS;
    for (int i = 0; i < bound; i += PARTIALS) {
      p0 =
          FloatVector.fromArray(FLOATS, a, at + i)
              .fma(FloatVector.fromArray(FLOATS, b, bAt + i), p0);
      if (COUNT < 16) {
        int j = i + COUNT;
        p1 =
            FloatVector.fromArray(FLOATS, a, at + j)
                .fma(FloatVector.fromArray(FLOATS, b, bAt + j), p1);
      }
      if (COUNT < 8) {
        int j = i + 2 * COUNT;
        p2 =
            FloatVector.fromArray(FLOATS, a, at + j)
                .fma(FloatVector.fromArray(FLOATS, b, bAt + j), p2);
        int k = i + 3 * COUNT;
        p3 =
            FloatVector.fromArray(FLOATS, a, at + k)
                .fma(FloatVector.fromArray(FLOATS, b, bAt + k), p3);
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
    float tail = 0;
    for (int i = bound; i < n; i++) {
      tail = Math.fma(a[at + i], b[bAt + i], tail);
    }
    return p0.lane(0) + p0.lane(1) + tail;
  }
}
