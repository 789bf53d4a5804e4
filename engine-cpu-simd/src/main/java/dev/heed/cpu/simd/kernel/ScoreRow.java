package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Lanes.all;
import static dev.heed.cpu.simd.kernel.Lanes.before;
import static dev.heed.cpu.simd.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** What happens to the scores of one query between the dot products and the exponentials. */
final class ScoreRow {
  /** 0, 1, 2, …. */
  private static final FloatVector INDEX = FloatVector.zero(FLOATS).addIndex(1);

  private ScoreRow() {}

  /** scores [n] = cap · tanh(scores / cap). */
  static void softCap(float[] scores, int at, float cap, int n) {
    FloatVector factor = all(cap);
    int bound = FLOATS.loopBound(n);
    for (int i = at; i < at + bound; i += COUNT) {
      VectorMath.tanh(load(scores, i).div(factor)).mul(factor).intoArray(scores, i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      FloatVector x = load(scores, at + bound, rest);
      VectorMath.tanh(x.div(factor)).mul(factor).intoArray(scores, at + bound, rest);
    }
  }

  /** scores [n] −= slope · |distance − i|. */
  static void linearBias(float[] scores, int at, float slope, int distance, int n) {
    FloatVector factor = all(-slope);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector x = load(scores, at + i);
      all(distance - i).sub(INDEX).abs().fma(factor, x).intoArray(scores, at + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = before(bound, n);
      FloatVector x = load(scores, at + bound, rest);
      all(distance - bound).sub(INDEX).abs().fma(factor, x).intoArray(scores, at + bound, rest);
    }
  }
}
