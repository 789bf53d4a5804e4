package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.PARTIALS;
import static dev.heed.cpu.simd.kernel.Lanes.all;
import static dev.heed.cpu.simd.kernel.Lanes.before;
import static dev.heed.cpu.simd.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums along one row, in the partial sums and the order of {@link Lanes}: four vectors at 128 bits,
 * two at 256, one at 512. The conditions on the vector length are constants to the compiler.
 */
public final class RowSums {
  private RowSums() {}

  /** Σ a[i] over n elements. */
  public static float sum(float[] a, int at, int n) {
    FloatVector p0 = all(0f);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    int bound = n - n % PARTIALS;
    for (int i = at; i < at + bound; i += PARTIALS) {
      p0 = p0.add(load(a, i));
      if (COUNT < 16) {
        p1 = p1.add(load(a, i + COUNT));
      }
      if (COUNT < 8) {
        p2 = p2.add(load(a, i + 2 * COUNT));
        p3 = p3.add(load(a, i + 3 * COUNT));
      }
    }
    if (bound < n) {
      int i = at + bound;
      int end = at + n;
      p0 = p0.add(load(a, i, before(i, end)));
      if (COUNT < 16) {
        p1 = p1.add(load(a, i + COUNT, before(i + COUNT, end)));
      }
      if (COUNT < 8) {
        p2 = p2.add(load(a, i + 2 * COUNT, before(i + 2 * COUNT, end)));
        p3 = p3.add(load(a, i + 3 * COUNT, before(i + 3 * COUNT, end)));
      }
    }
    return Lanes.sum(p0, p1, p2, p3);
  }

  /** Σ (a[i] − center)² over n elements. */
  public static float squares(float[] a, int at, int n, float center) {
    FloatVector p0 = all(0f);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    FloatVector c = all(center);
    int bound = n - n % PARTIALS;
    for (int i = at; i < at + bound; i += PARTIALS) {
      p0 = addSquare(load(a, i).sub(c), p0);
      if (COUNT < 16) {
        p1 = addSquare(load(a, i + COUNT).sub(c), p1);
      }
      if (COUNT < 8) {
        p2 = addSquare(load(a, i + 2 * COUNT).sub(c), p2);
        p3 = addSquare(load(a, i + 3 * COUNT).sub(c), p3);
      }
    }
    if (bound < n) {
      int i = at + bound;
      int end = at + n;
      p0 = addSquare(distance(a, i, end, c), p0);
      if (COUNT < 16) {
        p1 = addSquare(distance(a, i + COUNT, end, c), p1);
      }
      if (COUNT < 8) {
        p2 = addSquare(distance(a, i + 2 * COUNT, end, c), p2);
        p3 = addSquare(distance(a, i + 3 * COUNT, end, c), p3);
      }
    }
    return Lanes.sum(p0, p1, p2, p3);
  }

  private static FloatVector addSquare(FloatVector x, FloatVector partial) {
    return x.fma(x, partial);
  }

  /** a − c, and 0 from {@code end} on. */
  private static FloatVector distance(float[] a, int at, int end, FloatVector c) {
    VectorMask<Float> rest = before(at, end);
    return all(0f).blend(load(a, at, rest).sub(c), rest);
  }
}
