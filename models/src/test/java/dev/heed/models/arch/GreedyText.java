package dev.heed.models.arch;

/** What a model says when the best token is always taken. */
final class GreedyText {
  private GreedyText() {}

  /** The tokens that follow a prompt. */
  static int[] of(DecoderSession session, int[] prompt, int count) {
    int[] ids = new int[count];
    try (TokenSequence sequence = session.open(prompt.length + count)) {
      float[] logits = session.extend(sequence, prompt);
      for (int i = 0; i < count; i++) {
        ids[i] = best(logits);
        logits = session.extend(sequence, ids[i]);
      }
    }
    return ids;
  }

  /** Index of the greatest; of equals the first. */
  static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
