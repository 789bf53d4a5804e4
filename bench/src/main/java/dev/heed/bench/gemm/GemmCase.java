package dev.heed.bench.gemm;

import java.util.ArrayList;
import java.util.List;

/**
 * One product: in [m, k] · weightᵀ [n, k] → [m, n].
 *
 * @param m rows
 * @param k features in
 * @param n features out
 * @param weights how many distinct weights of this size the calls take in turns
 */
public record GemmCase(int m, int k, int n, int weights) {
  /** What a model's weights take, and more than the caches of a core hold. */
  private static final int MODEL_BYTES = 64 << 20;

  private static final int[] ROWS = {1, 12, 16, 128, 512};

  /** [in, out] of the linears of MiniLM-L6. */
  private static final int[][] LINEARS = {{384, 384}, {384, 1152}, {384, 1536}, {1536, 384}};

  /** All cases, in the order of the table: each shape with one weight, and with a model's. */
  public static List<GemmCase> all() {
    List<GemmCase> cases = new ArrayList<>();
    for (int[] linear : LINEARS) {
      for (int rows : ROWS) {
        cases.add(new GemmCase(rows, linear[0], linear[1], 1));
        cases.add(
            new GemmCase(
                rows, linear[0], linear[1], MODEL_BYTES / (Float.BYTES * linear[0] * linear[1])));
      }
    }
    cases.add(new GemmCase(1024, 1024, 1024, 1));
    return cases;
  }

  /** Such as {@code 128×384→1152}. */
  public String name() {
    return "%d×%d→%d%s".formatted(m, k, n, weights == 1 ? "" : " of " + weights + " weights");
  }

  /** Multiplications and additions. */
  public double flops() {
    return 2.0 * m * k * n;
  }

  /** Operands and result, each counted once. */
  public double bytes() {
    return (double) Float.BYTES * ((double) m * k + (double) k * n + (double) m * n);
  }
}
