package dev.heed.cpu.reference;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * The gradient of attention: one sequence and head after the other, the heads that share keys in a
 * row, so that their sums for the keys are rounded once.
 */
final class AttentionGradientLoops {
  private final AttentionGradient op;
  private final Attention attention;

  AttentionGradientLoops(AttentionGradient op) {
    this.op = op;
    this.attention = op.attention();
  }

  void run() {
    int group = attention.group();
    long pairsBefore = 0;
    for (int s = 0; s < attention.queries().count(); s++) {
      int keys = attention.keys().length(s);
      for (int g = 0; g < attention.k().size(1); g++) {
        double[][] kGradient = new double[keys][attention.k().size(2)];
        double[][] vGradient = new double[keys][attention.v().size(2)];
        for (int h = g * group; h < (g + 1) * group; h++) {
          head(s, h, pairsBefore, kGradient, vGradient);
        }
        for (int j = 0; j < keys; j++) {
          int row = (attention.keys().start(s) + j) * attention.k().size(1) + g;
          Rows.write(op.kGradient(), row, floats(kGradient[j]));
          Rows.write(op.vGradient(), row, floats(vGradient[j]));
        }
      }
      pairsBefore += (long) attention.queries().length(s) * keys;
    }
  }

  /** All query rows of one head of one sequence. */
  private void head(int s, int h, long pairsBefore, double[][] kGradient, double[][] vGradient) {
    AttentionScores head = new AttentionScores(attention, s, h, pairsBefore);
    float[][] v = head.ofKeys(attention.v());
    float[][] out = head.ofQueries(attention.out());
    float[][] outGradient = head.ofQueries(op.outGradient());
    for (int i = 0; i < outGradient.length; i++) {
      int first = head.first(i);
      double[] products = head.products(i);
      double[] weights = weights(head.scores(i, products), logSumExp(s, h, i));
      double[] kept = new double[weights.length];
      Arrays.fill(kept, 1);
      AttentionLoops.drop(attention.dropout(), kept, head.inWeights(i) + first);

      double delta = product(outGradient[i], out[i]);
      double[] ofScores = new double[weights.length];
      double[] qGradient = new double[head.queries()[i].length];
      for (int n = 0; n < weights.length; n++) {
        int j = first + n;
        if (weights[n] != 0) {
          ofScores[n] = weights[n] * (kept[n] * product(outGradient[i], v[j]) - delta);
        }
        double ofProduct = ofScores[n] * slope(products[n]) * attention.scale();
        addScaled(weights[n] * kept[n], outGradient[i], vGradient[j]);
        addScaled(ofProduct, head.keys()[j], qGradient);
        addScaled(ofProduct, head.queries()[i], kGradient[j]);
      }
      int row = attention.queries().start(s) + i;
      Rows.write(op.qGradient(), row * attention.heads() + h, floats(qGradient));
      addToBias(ofScores, head.inBias(i) + first);
    }
  }

  /** The log-sum-exp that the pass before left. */
  private double logSumExp(int s, int h, int i) {
    Tensor values = attention.logSumExp();
    if (values == null) {
      throw new IllegalStateException("attentionGradient without a log-sum-exp");
    }
    float[] value = new float[1];
    Rows.read(values.select(0, h), 0, (long) attention.queries().start(s) + i, value);
    return value[0];
  }

  /** e^(score − logSumExp); 0 where nothing was seen. */
  private static double[] weights(double[] scores, double logSumExp) {
    double[] weights = new double[scores.length];
    for (int n = 0; n < scores.length && logSumExp != Double.NEGATIVE_INFINITY; n++) {
      weights[n] = StrictMath.exp(scores[n] - logSumExp);
    }
    return weights;
  }

  /** How steep the soft cap is at scale · q · k. */
  private double slope(double product) {
    if (attention.softCap() == 0) {
      return 1;
    }
    double tanh = StrictMath.tanh(product / attention.softCap());
    return 1 - tanh * tanh;
  }

  private void addToBias(double[] ofScores, long start) {
    Tensor biasGradient = op.biasGradient();
    if (biasGradient != null) {
      float[] sums = new float[ofScores.length];
      Rows.read(biasGradient, 0, start, sums);
      for (int n = 0; n < sums.length; n++) {
        sums[n] = (float) (sums[n] + ofScores[n]);
      }
      Rows.write(biasGradient, 0, start, sums);
    }
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (double) a[d] * b[d];
    }
    return sum;
  }

  private static void addScaled(double factor, float[] row, double[] sums) {
    for (int d = 0; d < sums.length; d++) {
      sums[d] += factor * row[d];
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int d = 0; d < values.length; d++) {
      floats[d] = (float) values[d];
    }
    return floats;
  }
}
