package dev.heed.cpu.reference;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.Tensor;

/** What one head of one sequence sees, and the scores of it. */
final class AttentionScores {
  private final Attention op;
  private final int s;
  private final int h;
  private final long pairsBefore;
  private final int queries;
  private final int keys;
  private final float[][] q;
  private final float[][] k;

  /**
   * @param pairsBefore pairs of query and key in the sequences before s
   */
  AttentionScores(Attention op, int s, int h, long pairsBefore) {
    this.op = op;
    this.s = s;
    this.h = h;
    this.pairsBefore = pairsBefore;
    this.queries = op.queries().length(s);
    this.keys = op.keys().length(s);
    this.q = ofQueries(op.q());
    this.k = ofKeys(op.k());
  }

  /** The head's queries, [queries][headSize]. */
  float[][] queries() {
    return q;
  }

  /** The keys that the head reads, [keys][headSize]. */
  float[][] keys() {
    return k;
  }

  /** Rows of a tensor shaped as the queries, [queries][size]. */
  float[][] ofQueries(Tensor tensor) {
    return rows(tensor, op.queries().start(s), queries, h);
  }

  /** Rows of a tensor shaped as the keys or values, [keys][size]. */
  float[][] ofKeys(Tensor tensor) {
    return rows(tensor, op.keys().start(s), keys, h / op.group());
  }

  /** The first key that query row i sees. */
  int first(int i) {
    Visibility visibility = op.masking().visibility();
    return Math.min(keys, visibility.firstKey(i, queries, keys));
  }

  /** One past the last key that query row i sees. */
  int end(int i) {
    return Math.max(first(i), op.masking().visibility().endKey(i, queries, keys));
  }

  /** Where this row's keys start in the weights of all sequences and heads. */
  long inWeights(int i) {
    return pairsBefore * op.heads() + ((long) h * queries + i) * keys;
  }

  /** Where this row's keys start in the bias. */
  long inBias(int i) {
    return op.hasBiasPerHead() ? inWeights(i) : pairsBefore + (long) i * keys;
  }

  /** scale · q · k of query row i and each key that it sees. */
  double[] products(int i) {
    double[] products = new double[end(i) - first(i)];
    for (int n = 0; n < products.length; n++) {
      double sum = 0;
      for (int d = 0; d < q[i].length; d++) {
        sum += (double) q[i][d] * k[first(i) + n][d];
      }
      products[n] = op.scale() * sum;
    }
    return products;
  }

  /** cap(scale · q · k) + bias − slope · distance, of those products. */
  double[] scores(int i, double[] products) {
    double[] scores = new double[products.length];
    for (int n = 0; n < scores.length; n++) {
      scores[n] =
          op.softCap() == 0
              ? products[n]
              : op.softCap() * StrictMath.tanh(products[n] / op.softCap());
    }
    addBias(scores, inBias(i) + first(i));
    subtractDistance(scores, first(i), i + keys - queries);
    return scores;
  }

  private void addBias(double[] scores, long start) {
    Tensor bias = op.masking().bias();
    if (bias != null) {
      float[] visible = new float[scores.length];
      Rows.read(bias, 0, start, visible);
      for (int n = 0; n < scores.length; n++) {
        scores[n] += visible[n];
      }
    }
  }

  private void subtractDistance(double[] scores, int first, int last) {
    AlibiSlopes alibi = op.masking().alibi();
    if (alibi != null) {
      for (int n = 0; n < scores.length; n++) {
        scores[n] -= (double) alibi.slope(h) * Math.abs(last - (first + n));
      }
    }
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
