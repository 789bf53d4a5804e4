package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Sums down the columns of some rows, which are added to what there is. */
public final class ColumnSums {
  private ColumnSums() {}

  /** sums [n] += (a + b) + (c + d), four rows of one array: a quarter of the stores. */
  public static void addFour(
      float[] rows, int a, int b, int c, int d, float[] sums, int at, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector ab =
          FloatVector.fromArray(FLOATS, rows, a + i)
              .add(FloatVector.fromArray(FLOATS, rows, b + i));
      FloatVector cd =
          FloatVector.fromArray(FLOATS, rows, c + i)
              .add(FloatVector.fromArray(FLOATS, rows, d + i));
      FloatVector.fromArray(FLOATS, sums, at + i).add(ab.add(cd)).intoArray(sums, at + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector ab =
          FloatVector.fromArray(FLOATS, rows, a + bound, rest)
              .add(FloatVector.fromArray(FLOATS, rows, b + bound, rest));
      FloatVector cd =
          FloatVector.fromArray(FLOATS, rows, c + bound, rest)
              .add(FloatVector.fromArray(FLOATS, rows, d + bound, rest));
      FloatVector.fromArray(FLOATS, sums, at + bound, rest)
          .add(ab.add(cd))
          .intoArray(sums, at + bound, rest);
    }
  }

  /** sums [n] += a [n] · b [n]. */
  public static void addProduct(
      float[] a, int aAt, float[] b, int bAt, float[] sums, int at, int n) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .fma(
              FloatVector.fromArray(FLOATS, b, bAt + i),
              FloatVector.fromArray(FLOATS, sums, at + i))
          .intoArray(sums, at + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector.fromArray(FLOATS, a, aAt + bound, rest)
          .fma(
              FloatVector.fromArray(FLOATS, b, bAt + bound, rest),
              FloatVector.fromArray(FLOATS, sums, at + bound, rest))
          .intoArray(sums, at + bound, rest);
    }
  }
}
