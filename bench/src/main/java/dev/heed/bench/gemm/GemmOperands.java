package dev.heed.bench.gemm;

import java.util.SplittableRandom;

/**
 * Seeded operands of a case, the same for every engine.
 *
 * @param in [m, k]
 * @param weights [weights, n, k]
 */
public record GemmOperands(GemmCase gemm, float[] in, float[] weights) {
  /** Largest distance from the double-precision product, as a part of its largest value. */
  private static final double TOLERANCE = 1e-5;

  /** Those of a case. */
  public static GemmOperands of(GemmCase gemm) {
    SplittableRandom random = new SplittableRandom(20_170_612);
    float[] in = uniform(random, gemm.m() * gemm.k());
    float[] weights = uniform(random, gemm.weights() * gemm.n() * gemm.k());
    return new GemmOperands(gemm, in, weights);
  }

  private static float[] uniform(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** The product with one of the weights, in double precision: [m, n]. */
  public double[] product(int weight) {
    int m = gemm.m();
    int k = gemm.k();
    int n = gemm.n();
    double[] out = new double[m * n];
    int at = weight * n * k;
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum += (double) in[row * k + i] * weights[at + column * k + i];
        }
        out[row * n + column] = sum;
      }
    }
    return out;
  }

  /** Throws unless an answer is the product. */
  public static void requireSame(String engine, float[] answer, double[] product) {
    if (answer.length != product.length) {
      throw new IllegalStateException(
          "%s gave %d values instead of %d".formatted(engine, answer.length, product.length));
    }
    double distance = 0;
    double largest = 0;
    for (int i = 0; i < answer.length; i++) {
      // Math.max keeps a NaN.
      distance = Math.max(distance, Math.abs(answer[i] - product[i]));
      largest = Math.max(largest, Math.abs(product[i]));
    }
    if (!(distance <= TOLERANCE * largest)) {
      throw new IllegalStateException(
          "%s is wrong: it is %g away from the double-precision product, whose largest value is %g"
              .formatted(engine, distance, largest));
    }
  }
}
