package dev.heed.models.generate;

import dev.heed.models.spec.ModelException;

/**
 * What the logits of one place say, before any step of sampling.
 *
 * @param best id of the greatest logit; of equals the smallest
 * @param logSum logarithm of the sum of e^logit
 */
record RawDistribution(int best, double logSum) {
  /**
   * Of logits[from, from + count).
   *
   * @param place of the token in its sequence, for error texts
   * @throws ModelException where a logit is NaN or +∞, or all are −∞
   */
  static RawDistribution of(float[] logits, int from, int count, int place) {
    int best = best(logits, from, count, place, "");
    double most = logits[from + best];
    double sum = Exponential.sum(logits, from, count, most, 1);
    return new RawDistribution(best, most + StrictMath.log(sum));
  }

  /** Natural logarithm of the probability of a token with this logit. */
  double logProb(float logit) {
    return logit - logSum;
  }

  /**
   * Id of the greatest of scores[from, from + count); of equals the smallest.
   *
   * @param when what has been done to them, for error texts
   */
  static int best(float[] scores, int from, int count, int place, String when) {
    int best = 0;
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      float score = scores[from + i];
      if (!(score <= most)) { // NaN too
        if (!(score < Float.POSITIVE_INFINITY)) {
          throw new ModelException(
              "the logit of token %d for position %d is %s%s; expected a finite number or −∞"
                  .formatted(i, place, score, when));
        }
        best = i;
        most = score;
      }
    }
    if (most == Float.NEGATIVE_INFINITY) {
      throw new ModelException(
          "all %,d logits for position %d are −∞%s: no token is left to choose"
              .formatted(count, place, when));
    }
    return best;
  }
}
