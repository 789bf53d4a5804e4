package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The greatest elements of a row. NaN is greater than everything; of equals the first column comes
 * first.
 */
public final class Selection {
  private Selection() {}

  /** Column of the greatest of n ≥ 1 elements. */
  public static int argMax(float[] a, int at, int n) {
    int bound = FLOATS.loopBound(n);
    FloatVector greatest = FloatVector.broadcast(FLOATS, a[at]);
    VectorMask<Float> nan = FLOATS.maskAll(false);
    for (int i = at; i < at + bound; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, i);
      greatest = greatest.blend(x, x.compare(VectorOperators.GT, greatest));
      nan = nan.or(x.compare(VectorOperators.NE, x));
    }
    if (nan.anyTrue()) {
      return firstNan(a, at, n);
    }
    float most = greatest.reduceLanes(VectorOperators.MAX);
    for (int i = bound; i < n; i++) {
      most = isGreater(a[at + i], most) ? a[at + i] : most;
    }
    return Float.isNaN(most) ? firstNan(a, at, n) : first(a, at, n, most);
  }

  /**
   * The k greatest of n elements, 1 ≤ k ≤ n, greatest first, and their columns. The results are a
   * heap with its least element on top while the row passes, then sorted in place.
   */
  public static void topK(
      float[] a, int at, int n, int k, float[] values, int valuesAt, int[] columns, int columnsAt) {
    for (int i = 0; i < k; i++) {
      values[valuesAt + i] = a[at + i];
      columns[columnsAt + i] = i;
    }
    for (int root = k / 2 - 1; root >= 0; root--) {
      sink(values, valuesAt, columns, columnsAt, root, k);
    }
    for (int i = k; i < n; i++) {
      if (isGreater(a[at + i], values[valuesAt])) {
        values[valuesAt] = a[at + i];
        columns[columnsAt] = i;
        sink(values, valuesAt, columns, columnsAt, 0, k);
      }
    }
    for (int last = k - 1; last > 0; last--) {
      swap(values, valuesAt, columns, columnsAt, 0, last);
      sink(values, valuesAt, columns, columnsAt, 0, last);
    }
  }

  private static int first(float[] a, int at, int n, float value) {
    for (int i = 0; i < n; i++) {
      if (a[at + i] == value) {
        return i;
      }
    }
    throw new IllegalStateException("the maximum " + value + " is not in its row");
  }

  private static int firstNan(float[] a, int at, int n) {
    for (int i = 0; i < n; i++) {
      if (Float.isNaN(a[at + i])) {
        return i;
      }
    }
    throw new IllegalStateException("the NaN that was seen is not in its row");
  }

  private static boolean isGreater(float a, float b) {
    return a > b || (Float.isNaN(a) && !Float.isNaN(b));
  }

  /** True when entry {@code i} of the heap comes after entry {@code j} in the result. */
  private static boolean isAfter(
      float[] values, int valuesAt, int[] columns, int columnsAt, int i, int j) {
    float a = values[valuesAt + i];
    float b = values[valuesAt + j];
    boolean equal = a == b || (Float.isNaN(a) && Float.isNaN(b));
    return equal ? columns[columnsAt + i] > columns[columnsAt + j] : isGreater(b, a);
  }

  /** Lets an entry sink until none of its children comes after it. */
  private static void sink(
      float[] values, int valuesAt, int[] columns, int columnsAt, int from, int count) {
    int root = from;
    while (2 * root + 1 < count) {
      int child = 2 * root + 1;
      if (child + 1 < count && isAfter(values, valuesAt, columns, columnsAt, child + 1, child)) {
        child++;
      }
      if (!isAfter(values, valuesAt, columns, columnsAt, child, root)) {
        return;
      }
      swap(values, valuesAt, columns, columnsAt, root, child);
      root = child;
    }
  }

  private static void swap(
      float[] values, int valuesAt, int[] columns, int columnsAt, int i, int j) {
    float value = values[valuesAt + i];
    values[valuesAt + i] = values[valuesAt + j];
    values[valuesAt + j] = value;
    int column = columns[columnsAt + i];
    columns[columnsAt + i] = columns[columnsAt + j];
    columns[columnsAt + j] = column;
  }
}
