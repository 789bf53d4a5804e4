package dev.heed.cpu.reference;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Chance;
import org.jspecify.annotations.Nullable;

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
    AttentionScores head = new AttentionScores(op, s, h, pairsBefore);
    float[][] v = head.ofKeys(op.v());
    for (int i = 0; i < op.queries().length(s); i++) {
      int first = head.first(i);
      double[] weights = head.scores(i, head.products(i));
      double logSumExp = SoftmaxLoops.inPlace(weights);

      int row = op.queries().start(s) + i;
      if (op.logSumExp() != null) {
        Rows.set(op.logSumExp().select(0, h), row, (float) logSumExp);
      }
      if (op.weights() != null) {
        float[] all = new float[op.keys().length(s)];
        for (int n = 0; n < weights.length; n++) {
          all[first + n] = (float) weights[n];
        }
        Rows.write(op.weights(), 0, head.inWeights(i), all);
      }
      drop(op.dropout(), weights, head.inWeights(i) + first);
      boolean anythingSeen = logSumExp != Double.NEGATIVE_INFINITY;
      float[] out = anythingSeen ? weighted(weights, v, first) : new float[op.v().size(2)];
      Rows.write(op.out(), row * op.heads() + h, out);
    }
  }

  /** Multiplies each weight by what chance leaves of it; the first one has this number. */
  static void drop(@Nullable Chance chance, double[] weights, long number) {
    for (int n = 0; chance != null && n < weights.length; n++) {
      weights[n] *= chance.keeps((int) number + n) ? chance.scale() : 0;
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
}
