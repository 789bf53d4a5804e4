package dev.heed.models.load;

import java.util.Arrays;

/** A weight with a change of low rank added to it for good (LoRA, Hu et al., 2021). */
public final class LowRankSum {
  private LowRankSum() {}

  /**
   * weight [out, in] += scale · b [out, rank] · a [rank, in], in double precision, rounded once.
   *
   * @param rank of the change
   */
  public static void add(float[] weight, float[] a, float[] b, int rank, double scale) {
    int in = a.length / rank;
    double[] row = new double[in];
    for (int o = 0; o < b.length / rank; o++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < rank; k++) {
        double factor = b[o * rank + k];
        for (int i = 0; i < in; i++) {
          row[i] += factor * a[k * in + i];
        }
      }
      for (int i = 0; i < in; i++) {
        weight[o * in + i] = (float) (weight[o * in + i] + scale * row[i]);
      }
    }
  }
}
