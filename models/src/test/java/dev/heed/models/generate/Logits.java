package dev.heed.models.generate;

import java.util.Set;
import java.util.TreeSet;

/** Logits of distributions that a test writes down, and what a sampler makes of them. */
final class Logits {
  private Logits() {}

  /** Those of these probabilities, which need not add up to 1. */
  static float[] of(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  /** The tokens that are chosen at one of the first 4,000 places. */
  static Set<Integer> chosen(SamplingOptions.Builder options, float[] logits) {
    Set<Integer> chosen = new TreeSet<>();
    int[] counts = counts(options, logits);
    for (int id = 0; id < logits.length; id++) {
      if (counts[id] > 0) {
        chosen.add(id);
      }
    }
    return chosen;
  }

  /** How often each token is chosen at the first 4,000 places, without a history of tokens. */
  static int[] counts(SamplingOptions.Builder options, float[] logits) {
    Sampler sampler = new Sampler(options.seed(7).build(), logits.length);
    TokenHistory history = new TokenHistory();
    int[] counts = new int[logits.length];
    for (int place = 0; place < 4_000; place++) {
      counts[sampler.next(logits, 0, history).id()]++;
      history.append(0);
    }
    return counts;
  }
}
