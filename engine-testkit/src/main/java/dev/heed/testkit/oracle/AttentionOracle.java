package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.FUNCTION;
import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Visibility;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention as its page says: scale, soft cap, then bias and ALiBi, then the mask, then softmax.
 * Visibility is written out here once more, so that the formula of {@link Visibility} is tested
 * too.
 */
final class AttentionOracle {
  private final Attention op;
  private final double[] q;
  private final double[] k;
  private final double[] v;
  private final double @Nullable [] bias;
  private final Expected out;
  private final @Nullable Expected logSumExp;
  private final @Nullable Expected weights;

  AttentionOracle(Attention op, Held held) {
    this.op = op;
    this.q = held.of(op.q()).toDoubles();
    this.k = held.of(op.k()).toDoubles();
    this.v = held.of(op.v()).toDoubles();
    this.bias = op.masking().bias() == null ? null : held.of(op.masking().bias()).toDoubles();
    this.out = Expected.like(held.of(op.out()));
    this.logSumExp = op.logSumExp() == null ? null : Expected.like(held.of(op.logSumExp()));
    this.weights = op.weights() == null ? null : Expected.like(held.of(op.weights()));
  }

  List<Expected> expect() {
    int heads = op.q().size(1);
    int pairsBefore = 0;
    for (int s = 0; s < op.queries().count(); s++) {
      int queries = op.queries().length(s);
      int keys = op.keys().length(s);
      for (int h = 0; h < heads; h++) {
        for (int i = 0; i < queries; i++) {
          row(s, h, i, queries, keys, pairsBefore);
        }
      }
      pairsBefore += queries * keys;
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

  private void row(int s, int h, int i, int queries, int keys, int pairsBefore) {
    int heads = op.q().size(1);
    int kvHeads = op.k().size(1);
    int size = op.q().size(2);
    int valueSize = op.v().size(2);
    int g = h / (heads / kvHeads);
    int qAt = ((op.queries().start(s) + i) * heads + h) * size;
    int inSequence = (h * queries + i) * keys;
    int biasAt = op.hasBiasPerHead() ? pairsBefore * heads + inSequence : pairsBefore + i * keys;
    double[] scores = new double[keys];
    double[] tolerances = new double[keys];
    int[] seen = new int[keys];
    int visible = 0;
    for (int j = 0; j < keys; j++) {
      if (!isVisible(i, j, queries, keys)) {
        continue;
      }
      int kAt = ((op.keys().start(s) + j) * kvHeads + g) * size;
      seen[visible] = j;
      score(h, i, j, queries, keys, qAt, kAt, size, biasAt, visible, scores, tolerances);
      visible++;
    }
    SoftmaxOracle softmax = new SoftmaxOracle(scores, tolerances, visible);
    int outAt = ((op.queries().start(s) + i) * heads + h) * valueSize;
    for (int d = 0; d < valueSize; d++) {
      double sum = 0;
      double magnitude = 0;
      double off = 0;
      for (int n = 0; n < visible && !softmax.nothing; n++) {
        double value = v[((op.keys().start(s) + seen[n]) * kvHeads + g) * valueSize + d];
        sum += softmax.weights[n] * value;
        magnitude += softmax.weights[n] * Math.abs(value);
        off += softmax.tolerances[n] * Math.abs(value);
      }
      double tolerance =
          off + 2 * Rounding.sum(visible) * magnitude + 2 * U * Math.abs(sum) + keys * TINY;
      out.set(outAt + d, sum, tolerance);
    }
    if (logSumExp != null) {
      int at = h * op.q().size(0) + op.queries().start(s) + i;
      logSumExp.set(at, softmax.logSumExp, softmax.logSumExpTolerance);
    }
    if (weights != null) {
      int at = pairsBefore * heads + inSequence;
      for (int j = 0; j < keys; j++) {
        weights.set(at + j, 0, 0);
      }
      for (int n = 0; n < visible; n++) {
        weights.set(at + seen[n], softmax.weights[n], softmax.tolerances[n]);
      }
    }
  }

  /** score = cap(scale · q · k) + bias − slope · |last − j|, each step with its rounding. */
  private void score(
      int h,
      int i,
      int j,
      int queries,
      int keys,
      int qAt,
      int kAt,
      int size,
      int biasAt,
      int place,
      double[] scores,
      double[] tolerances) {
    double sum = 0;
    double magnitude = 0;
    for (int d = 0; d < size; d++) {
      sum += q[qAt + d] * k[kAt + d];
      magnitude += Math.abs(q[qAt + d] * k[kAt + d]);
    }
    double score = op.scale() * sum;
    double tolerance =
        Math.abs(op.scale()) * Rounding.sum(size) * magnitude + 2 * U * Math.abs(score);
    if (op.softCap() > 0) {
      double cap = op.softCap();
      double capped = cap * Math.tanh(score / cap);
      tolerance +=
          2 * U * Math.min(Math.abs(score), cap) + (FUNCTION + U) * Math.abs(capped) + 2 * U * cap;
      score = capped;
    }
    if (bias != null) {
      score += bias[biasAt + j];
      tolerance += U * Math.abs(score);
    }
    AlibiSlopes alibi = op.masking().alibi();
    if (alibi != null) {
      double penalty = alibi.slope(h) * (double) Math.abs(i + keys - queries - j);
      score -= penalty;
      tolerance += U * (Math.abs(penalty) + Math.abs(score));
    }
    scores[place] = score;
    tolerances[place] = tolerance;
  }

  private boolean isVisible(int i, int j, int queries, int keys) {
    long last = (long) i + keys - queries;
    return switch (op.masking().visibility()) {
      case Visibility.All _ -> true;
      case Visibility.Causal _ -> j <= last;
      case Visibility.Local local -> last - local.left() <= j && j <= last + local.right();
    };
  }
}
