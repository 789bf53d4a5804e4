package dev.heed.bench.generate;

import java.util.Arrays;

/**
 * Whether an engine computes what Heed computes: logits after the prompt, then the greedy tokens up
 * to a place where two of them were nearly as likely. Engines round activations to 8 bits in their
 * own ways, so that logits differ in the second digit, and continuations part where it was close.
 *
 * @param leastCosine of the logits after the prompt, each around its mean
 * @param closeLogits how much less likely than the likeliest, as a difference of logits, a token
 *     may be by Heed that another engine takes
 */
record Agreement(double leastCosine, double closeLogits) {
  /** Of the same weights. */
  static final Agreement SAME_WEIGHTS = new Agreement(0.995, 1.0);

  /**
   * Of weights that an engine has rounded to 4 bits itself, those of the word embeddings too. Jlama
   * was measured at a cosine of 0.979, and parted where Heed's logits lay 0.3 apart.
   */
  static final Agreement OWN_WEIGHTS = new Agreement(0.95, 1.0);

  /** Greedy tokens that are compared. */
  private static final int TOKENS = 32;

  /** Throws unless both are alike. */
  void require(HeedGenerator ours, Generator theirs) {
    requireLogits(theirs.name(), ours.logits(), theirs.logits());
    requireTokens(ours, theirs.name(), theirs.continuation());
  }

  /** Throws unless logits point the same way. */
  void requireLogits(String engine, float[] ours, float[] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalStateException(
          "%s gave %,d logits, Heed %,d".formatted(engine, theirs.length, ours.length));
    }
    double cosine = cosine(ours, theirs);
    System.out.printf("  %s: cosine of the logits to Heed's %.5f%n", engine, cosine);
    if (!(cosine >= leastCosine)) {
      throw new IllegalStateException(
          "%s and Heed compute different things: the cosine of their logits after the prompt is %g, expected %g"
              .formatted(engine, cosine, leastCosine));
    }
  }

  /** Throws unless tokens are those that Heed takes, up to a close decision. */
  void requireTokens(HeedGenerator ours, String engine, int[] theirs) {
    int[] tokens = ours.continuation();
    int compared = Math.min(TOKENS, tokens.length);
    int same = 0;
    while (same < compared && tokens[same] == theirs[same]) {
      same++;
    }
    System.out.printf("  %s: %d of %d greedy tokens as Heed's%n", engine, same, compared);
    if (same < compared) {
      float[] logits = same == 0 ? ours.logits() : ours.logitsAfter(Arrays.copyOf(tokens, same));
      double less = logits[tokens[same]] - logits[theirs[same]];
      if (!(less <= closeLogits)) {
        throw new IllegalStateException(
            "%s and Heed continue differently: token %d is %d and %d, whose logits lie %g apart by Heed, expected at most %g"
                .formatted(engine, same, theirs[same], tokens[same], less, closeLogits));
      }
    }
  }

  /** Of two vectors, each around its mean: a shift of all logits changes no probability. */
  static double cosine(float[] a, float[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i] - meanA;
      double y = b[i] - meanB;
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
