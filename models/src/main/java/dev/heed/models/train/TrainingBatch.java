package dev.heed.models.train;

import dev.heed.models.arch.TokenBatch;

/**
 * What one pass of a training is over.
 *
 * @param tokens of its sequences
 * @param targets what the objective compares with
 * @param examples numbers of the examples in the training data, from 0: for messages
 * @param <T> the objective's own
 */
public record TrainingBatch<T>(TokenBatch tokens, T targets, int[] examples) {
  private static final int SHOWN = 8;

  /** Its examples, counted from 1, the first few by their numbers. */
  String shown() {
    StringBuilder text = new StringBuilder(examples.length == 1 ? "example " : "examples ");
    for (int e = 0; e < Math.min(SHOWN, examples.length); e++) {
      text.append(e == 0 ? "" : ", ").append(examples[e] + 1);
    }
    if (examples.length > SHOWN) {
      text.append(" and %,d more".formatted(examples.length - SHOWN));
    }
    return text.toString();
  }
}
