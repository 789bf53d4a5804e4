package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Attention;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention: the values by the softmax of the scores, some of them dropped. */
final class AttentionOracle {
  private final Attention op;
  private final ScoreOracle scores;
  private final double[] v;
  private final Expected out;
  private final @Nullable Expected logSumExp;
  private final @Nullable Expected weights;

  AttentionOracle(Attention op, Held held) {
    this.op = op;
    this.scores = new ScoreOracle(op, held);
    this.v = held.of(op.v()).toDoubles();
    this.out = Expected.like(held.of(op.out()));
    this.logSumExp = op.logSumExp() == null ? null : Expected.like(held.of(op.logSumExp()));
    this.weights = op.weights() == null ? null : Expected.like(held.of(op.weights()));
  }

  List<Expected> expect() {
    int pairsBefore = 0;
    for (int s = 0; s < op.queries().count(); s++) {
      for (int h = 0; h < op.heads(); h++) {
        for (int i = 0; i < op.queries().length(s); i++) {
          row(s, h, i, pairsBefore);
        }
      }
      pairsBefore += op.queries().length(s) * op.keys().length(s);
    }
    List<Expected> outputs = new ArrayList<>(List.of(out));
    if (logSumExp != null) {
      outputs.add(logSumExp);
    }
    if (weights != null) {
      outputs.add(weights);
    }
    return outputs;
  }

  private void row(int s, int h, int i, int pairsBefore) {
    ScoreOracle.Row row = scores.row(s, h, i, pairsBefore);
    SoftmaxOracle softmax = row.softmax;
    int weightsAt = scores.weightsAt(s, h, i, pairsBefore);
    int valueSize = op.v().size(2);
    int keys = op.keys().length(s);
    double[] kept = new double[row.visible];
    for (int n = 0; n < row.visible; n++) {
      kept[n] = DropoutOracle.factor(op.dropout(), weightsAt + row.keys[n]);
    }
    for (int d = 0; d < valueSize; d++) {
      double sum = 0;
      double magnitude = 0;
      double off = 0;
      for (int n = 0; n < row.visible && !softmax.nothing; n++) {
        double value = v[scores.keyAt(s, row.keys[n], h) * valueSize + d];
        sum += kept[n] * softmax.weights[n] * value;
        magnitude += kept[n] * softmax.weights[n] * Math.abs(value);
        off += kept[n] * softmax.tolerances[n] * Math.abs(value);
      }
      double rounded = op.dropout() == null ? 0 : U * magnitude;
      double tolerance =
          off
              + 2 * Rounding.sum(row.visible) * magnitude
              + rounded
              + 2 * U * Math.abs(sum)
              + keys * TINY;
      out.set(scores.queryAt(s, i, h) * valueSize + d, sum, tolerance);
    }
    if (logSumExp != null) {
      int at = h * op.q().size(0) + op.queries().start(s) + i;
      logSumExp.set(at, softmax.logSumExp, softmax.logSumExpTolerance);
    }
    if (weights != null) {
      for (int j = 0; j < keys; j++) {
        weights.set(weightsAt + j, 0, 0);
      }
      for (int n = 0; n < row.visible; n++) {
        weights.set(weightsAt + row.keys[n], softmax.weights[n], softmax.tolerances[n]);
      }
    }
  }
}
