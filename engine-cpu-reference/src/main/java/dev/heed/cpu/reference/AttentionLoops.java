package dev.heed.cpu.reference;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.Tensor;

/** Attention: one sequence, head and query row after the other; only visible keys are touched. */
final class AttentionLoops {
  private final Attention op;

  AttentionLoops(Attention op) {
    this.op = op;
  }

  void run() {
    long pairsBefore = 0;
    for (int s = 0; s < op.queries().count(); s++) {
      for (int h = 0; h < op.heads(); h++) {
        head(s, h, pairsBefore);
      }
      pairsBefore += (long) op.queries().length(s) * op.keys().length(s);
    }
  }

  /** All query rows of one head of one sequence. */
  private void head(int s, int h, long pairsBefore) {
    int queries = op.queries().length(s);
    int keys = op.keys().length(s);
    Visibility visibility = op.masking().visibility();
    float[][] q = rows(op.q(), op.queries().start(s), queries, h);
    float[][] k = rows(op.k(), op.keys().start(s), keys, h / op.group());
    float[][] v = rows(op.v(), op.keys().start(s), keys, h / op.group());
    for (int i = 0; i < queries; i++) {
      int first = Math.min(keys, visibility.firstKey(i, queries, keys));
      int end = Math.max(first, visibility.endKey(i, queries, keys));
      // Where this row's keys start in the bias and in the weights that are handed back.
      long inHeads = pairsBefore * op.heads() + ((long) h * queries + i) * keys;
      long inBias = op.hasBiasPerHead() ? inHeads : pairsBefore + (long) i * keys;

      double[] weights = scores(q[i], k, first, end);
      addBias(weights, first, inBias);
      subtractDistance(weights, first, h, i + keys - queries);
      double logSumExp = SoftmaxLoops.inPlace(weights);

      int row = op.queries().start(s) + i;
      boolean anythingSeen = logSumExp != Double.NEGATIVE_INFINITY;
      float[] out = anythingSeen ? weighted(weights, v, first) : new float[op.v().size(2)];
      Rows.write(op.out(), row * op.heads() + h, out);
      if (op.logSumExp() != null) {
        Rows.set(op.logSumExp().select(0, h), row, (float) logSumExp);
      }
      if (op.weights() != null) {
        float[] all = new float[keys];
        for (int j = first; j < end; j++) {
          all[j] = (float) weights[j - first];
        }
        Rows.write(op.weights(), 0, inHeads, all);
      }
    }
  }

  /** q [size] against keys first … end − 1 → cap(scale · q · k). */
  private double[] scores(float[] q, float[][] k, int first, int end) {
    double[] scores = new double[end - first];
    for (int j = first; j < end; j++) {
      double sum = 0;
      for (int d = 0; d < q.length; d++) {
        sum += (double) q[d] * k[j][d];
      }
      double score = op.scale() * sum;
      scores[j - first] =
          op.softCap() == 0 ? score : op.softCap() * StrictMath.tanh(score / op.softCap());
    }
    return scores;
  }

  private void addBias(double[] scores, int first, long rowStart) {
    Tensor bias = op.masking().bias();
    if (bias != null) {
      float[] visible = new float[scores.length];
      Rows.read(bias, 0, rowStart + first, visible);
      for (int j = 0; j < scores.length; j++) {
        scores[j] += visible[j];
      }
    }
  }

  private void subtractDistance(double[] scores, int first, int h, int last) {
    AlibiSlopes alibi = op.masking().alibi();
    if (alibi != null) {
      for (int j = 0; j < scores.length; j++) {
        scores[j] -= (double) alibi.slope(h) * Math.abs(last - (first + j));
      }
    }
  }

  /** weights over keys first … → Σ weight · v, [valueSize]. */
  private float[] weighted(double[] weights, float[][] v, int first) {
    float[] out = new float[op.v().size(2)];
    for (int d = 0; d < out.length; d++) {
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        sum += weights[j] * v[first + j][d];
      }
      out[d] = (float) sum;
    }
    return out;
  }

  /** One head of rows {@code from} on: [rows, heads, size] → [count][size]. */
  private static float[][] rows(Tensor tensor, int from, int count, int head) {
    int heads = tensor.size(1);
    float[][] rows = new float[count][];
    for (int r = 0; r < count; r++) {
      rows[r] = Rows.read(tensor, (from + r) * heads + head);
    }
    return rows;
  }
}
