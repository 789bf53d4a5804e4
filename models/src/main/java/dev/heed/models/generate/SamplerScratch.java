package dev.heed.models.generate;

/**
 * The memory that choosing a token takes: 32 bytes per token of the vocabulary. Samplers whose
 * calls come one after the other share one; not thread-safe.
 */
public final class SamplerScratch {
  private float[] scores = {};
  private int[] counts = {};
  private final Candidates candidates = new Candidates();

  /** Empty; it grows with the first vocabulary that it meets. */
  public SamplerScratch() {}

  /** A copy of logits [count], to be changed. */
  float[] scores(float[] logits, int from, int count) {
    if (scores.length < count) {
      scores = new float[count];
    }
    System.arraycopy(logits, from, scores, 0, count);
    return scores;
  }

  /** Zeros [count], which whoever writes on them leaves as zeros. */
  int[] counts(int count) {
    if (counts.length < count) {
      counts = new int[count];
    }
    return counts;
  }

  Candidates candidates() {
    return candidates;
  }
}
