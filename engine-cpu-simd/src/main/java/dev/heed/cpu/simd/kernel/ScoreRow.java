package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** What happens to the scores of one query between the dot products and the exponentials. */
final class ScoreRow {
  /** 0, 1, 2, …. */
  private static final FloatVector INDEX = FloatVector.zero(FLOATS).addIndex(1);

  private ScoreRow() {}

  /** Places to which n scores are filled up: whole vectors, at any width. */
  static int filled(int n) {
    return Math.ceilDiv(n, Lanes.PARTIALS) * Lanes.PARTIALS;
  }

  /** scores [n] = cap · tanh(scores / cap); n is {@link #filled}. */
  static void softCap(float[] scores, int at, float cap, int n) {
    Elementwise.divide(scores, at, cap, scores, at, n);
    VectorMath.tanh(scores, at, scores, at, n);
    Elementwise.scale(cap, scores, at, scores, at, n);
  }

  /** scores [n] −= slope · |distance − i|; n is {@link #filled}. */
  static void linearBias(float[] scores, int at, float slope, int distance, int n) {
    FloatVector factor = FloatVector.broadcast(FLOATS, -slope);
    for (int i = 0; i < n; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, scores, at + i);
      FloatVector.broadcast(FLOATS, distance - i)
          .sub(INDEX)
          .abs()
          .fma(factor, x)
          .intoArray(scores, at + i);
    }
  }
}
