package dev.heed.bench.attention;

import java.util.SplittableRandom;

/**
 * Seeded operands of a case, the same for every engine.
 *
 * @param qkv [length, 3, heads, size]
 */
record AttentionOperands(AttentionCase attention, float[] qkv) {
  /** Query rows that are computed in double precision, spread over the sequence. */
  private static final int CHECKED_ROWS = 16;

  /** Largest distance of a component: the values themselves are near 1. */
  private static final double TOLERANCE = 2e-5;

  static AttentionOperands of(AttentionCase attention) {
    SplittableRandom random = new SplittableRandom(20_170_612);
    float[] qkv = new float[attention.length() * 3 * attention.width()];
    for (int i = 0; i < qkv.length; i++) {
      qkv[i] = (float) random.nextGaussian();
    }
    return new AttentionOperands(attention, qkv);
  }

  /**
   * Throws unless some rows of an answer, the first and the last among them, are what double
   * precision gives.
   *
   * @param answer [length, heads, size]
   */
  void requireSame(String engine, float[] answer) {
    int length = attention.length();
    int width = attention.width();
    if (answer.length != length * width) {
      throw new IllegalStateException(
          "%s gave %d values instead of %d".formatted(engine, answer.length, length * width));
    }
    for (int r = 0; r < CHECKED_ROWS; r++) {
      int row = (int) ((long) r * (length - 1) / (CHECKED_ROWS - 1));
      for (int head = 0; head < attention.heads(); head++) {
        double[] expected = row(row, head);
        for (int d = 0; d < expected.length; d++) {
          float value = answer[row * width + head * attention.size() + d];
          if (!(Math.abs(value - expected[d]) <= TOLERANCE)) {
            throw new IllegalStateException(
                "%s is wrong: row %d, head %d, component %d is %g, in double precision %g"
                    .formatted(engine, row, head, d, value, expected[d]));
          }
        }
      }
    }
  }

  /** One row of one head in double precision: [size]. */
  private double[] row(int query, int head) {
    int length = attention.length();
    int first = attention.visibility().firstKey(query, length, length);
    int end = attention.visibility().endKey(query, length, length);
    double[] weights = new double[end - first];
    double largest = Double.NEGATIVE_INFINITY;
    for (int key = first; key < end; key++) {
      double score = 0;
      for (int d = 0; d < attention.size(); d++) {
        score += (double) qkv[at(query, 0, head) + d] * qkv[at(key, 1, head) + d];
      }
      weights[key - first] = score * attention.scale();
      largest = Math.max(largest, weights[key - first]);
    }
    double sum = 0;
    double[] out = new double[attention.size()];
    for (int key = first; key < end; key++) {
      double weight = Math.exp(weights[key - first] - largest);
      sum += weight;
      for (int d = 0; d < out.length; d++) {
        out[d] += weight * qkv[at(key, 2, head) + d];
      }
    }
    for (int d = 0; d < out.length; d++) {
      out[d] /= sum;
    }
    return out;
  }

  private int at(int token, int part, int head) {
    return (token * 3 + part) * attention.width() + head * attention.size();
  }
}
