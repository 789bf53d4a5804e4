package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The step of AdamW (Loshchilov and Hutter, 2019) in one loop, so that the next elements come from
 * memory while roots are taken; the arithmetic is that of {@link Elementwise} and {@link Moments}
 * one after the other.
 *
 * @param scale of the gradient
 * @param decay what the parameter is multiplied by and added: −rate · weight decay
 * @param keep1 beta1
 * @param share1 1 − beta1
 * @param keep2 beta2
 * @param share2 1 − beta2
 * @param root factor of √squares
 * @param epsilon added to that
 * @param minusRate −rate / correction1
 */
public record AdamW(
    float scale,
    float decay,
    float keep1,
    float share1,
    float keep2,
    float share2,
    float root,
    float epsilon,
    float minusRate) {

  /** Changes parameter, mean and squares [n]. */
  public void step(
      float[] parameter,
      int at,
      float[] gradient,
      int gradientAt,
      float[] mean,
      int meanAt,
      float[] squares,
      int squaresAt,
      int n) {
    FloatVector scales = FloatVector.broadcast(FLOATS, scale);
    FloatVector decays = FloatVector.broadcast(FLOATS, decay);
    FloatVector keeps1 = FloatVector.broadcast(FLOATS, keep1);
    FloatVector shares1 = FloatVector.broadcast(FLOATS, share1);
    FloatVector keeps2 = FloatVector.broadcast(FLOATS, keep2);
    FloatVector shares2 = FloatVector.broadcast(FLOATS, share2);
    FloatVector roots = FloatVector.broadcast(FLOATS, root);
    FloatVector epsilons = FloatVector.broadcast(FLOATS, epsilon);
    FloatVector rates = FloatVector.broadcast(FLOATS, minusRate);
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector g = FloatVector.fromArray(FLOATS, gradient, gradientAt + i).mul(scales);
      FloatVector m = FloatVector.fromArray(FLOATS, mean, meanAt + i).mul(keeps1);
      m = g.fma(shares1, m);
      m.intoArray(mean, meanAt + i);
      FloatVector v = FloatVector.fromArray(FLOATS, squares, squaresAt + i).mul(keeps2);
      v = g.mul(shares2).fma(g, v);
      v.intoArray(squares, squaresAt + i);
      FloatVector p = FloatVector.fromArray(FLOATS, parameter, at + i);
      p = p.fma(decays, p);
      m.div(v.sqrt().fma(roots, epsilons)).fma(rates, p).intoArray(parameter, at + i);
    }
    if (bound < n) {
      VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
      FloatVector g = FloatVector.fromArray(FLOATS, gradient, gradientAt + bound, rest).mul(scales);
      FloatVector m = FloatVector.fromArray(FLOATS, mean, meanAt + bound, rest).mul(keeps1);
      m = g.fma(shares1, m);
      m.intoArray(mean, meanAt + bound, rest);
      FloatVector v = FloatVector.fromArray(FLOATS, squares, squaresAt + bound, rest).mul(keeps2);
      v = g.mul(shares2).fma(g, v);
      v.intoArray(squares, squaresAt + bound, rest);
      FloatVector p = FloatVector.fromArray(FLOATS, parameter, at + bound, rest);
      p = p.fma(decays, p);
      m.div(v.sqrt().fma(roots, epsilons)).fma(rates, p).intoArray(parameter, at + bound, rest);
    }
  }
}
