package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.FUNCTION;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * The scores of attention as its page says: scale, soft cap, then bias and ALiBi, then the mask.
 * Visibility is written out here once more, so that the formula of {@link Visibility} is tested
 * too.
 */
final class ScoreOracle {
  private final Attention op;
  private final double[] q;
  private final double[] k;
  private final double @Nullable [] bias;
  private final int size;

  ScoreOracle(Attention op, Held held) {
    this.op = op;
    this.q = held.of(op.q()).toDoubles();
    this.k = held.of(op.k()).toDoubles();
    this.bias = op.masking().bias() == null ? null : held.of(op.masking().bias()).toDoubles();
    this.size = op.q().size(2);
  }

  /** What query row i of head h of sequence s sees. */
  final class Row {
    /** The keys. */
    final int[] keys;

    /** How many there are. */
    final int visible;

    /** How steep the soft cap is at each; 1 without. */
    final Rounded[] slopes;

    final SoftmaxOracle softmax;

    private final double[] scores;
    private final double[] tolerances;

    private Row(int s, int h, int i, int biasAt) {
      int queries = op.queries().length(s);
      int all = op.keys().length(s);
      keys = new int[all];
      slopes = new Rounded[all];
      scores = new double[all];
      tolerances = new double[all];
      int seen = 0;
      for (int j = 0; j < all; j++) {
        if (isVisible(i, j, queries, all)) {
          keys[seen] = j;
          product(seen, queryAt(s, i, h) * size, keyAt(s, j, h) * size);
          add(seen, h, Math.abs(i + all - queries - j), biasAt + j);
          seen++;
        }
      }
      visible = seen;
      softmax = new SoftmaxOracle(scores, tolerances, visible);
    }

    /** Score n, and how far it may be off. */
    Rounded score(int n) {
      return new Rounded(scores[n], tolerances[n]);
    }

    /** cap(scale · q · k), each step with its rounding. */
    private void product(int n, int qAt, int kAt) {
      double sum = 0;
      double magnitude = 0;
      for (int d = 0; d < size; d++) {
        sum += q[qAt + d] * k[kAt + d];
        magnitude += Math.abs(q[qAt + d] * k[kAt + d]);
      }
      double score = op.scale() * sum;
      double tolerance =
          Math.abs(op.scale()) * Rounding.sum(size) * magnitude + 2 * U * Math.abs(score);
      slopes[n] = Rounded.exact(1);
      if (op.softCap() > 0) {
        double cap = op.softCap();
        double tanh = Math.tanh(score / cap);
        double slope = 1 - tanh * tanh;
        // The slope's own slope is 2 · tanh · slope; 1 − tanh² rounds as in a derivative.
        double off = (2 * tolerance / cap + FUNCTION) * slope + 8 * U;
        slopes[n] = new Rounded(slope, off);
        double capped = cap * tanh;
        tolerance +=
            2 * U * Math.min(Math.abs(score), cap)
                + (FUNCTION + U) * Math.abs(capped)
                + 2 * U * cap;
        score = capped;
      }
      scores[n] = score;
      tolerances[n] = tolerance;
    }

    /** + bias − slope · |last − j|. */
    private void add(int n, int h, int distance, int biasAt) {
      if (bias != null) {
        scores[n] += bias[biasAt];
        tolerances[n] += U * Math.abs(scores[n]);
      }
      AlibiSlopes alibi = op.masking().alibi();
      if (alibi != null) {
        double penalty = alibi.slope(h) * (double) distance;
        scores[n] -= penalty;
        tolerances[n] += U * (Math.abs(penalty) + Math.abs(scores[n]));
      }
    }
  }

  /**
   * @param pairsBefore pairs of query and key in the sequences before s
   */
  Row row(int s, int h, int i, int pairsBefore) {
    return new Row(s, h, i, biasAt(s, h, i, pairsBefore));
  }

  /** Where the bias of a query row starts. */
  int biasAt(int s, int h, int i, int pairsBefore) {
    return op.hasBiasPerHead()
        ? weightsAt(s, h, i, pairsBefore)
        : pairsBefore + i * op.keys().length(s);
  }

  /** Where the weights of a query row start. */
  int weightsAt(int s, int h, int i, int pairsBefore) {
    return pairsBefore * op.heads() + (h * op.queries().length(s) + i) * op.keys().length(s);
  }

  /** Row i of head h of sequence s among [queryRows, heads]. */
  int queryAt(int s, int i, int h) {
    return (op.queries().start(s) + i) * op.heads() + h;
  }

  /** Key j of the head that h reads, of sequence s, among [keyRows, kvHeads]. */
  int keyAt(int s, int j, int h) {
    return (op.keys().start(s) + j) * op.k().size(1) + h / op.group();
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
