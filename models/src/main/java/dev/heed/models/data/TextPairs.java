package dev.heed.models.data;

import java.util.List;

/** Training data as pairs of texts that belong together: what sentence embeddings learn from. */
public sealed interface TextPairs permits LabelledTexts, AnchoredTexts {
  /** The texts, by their numbers. */
  List<String> texts();

  /**
   * What a text comes to after {@link TextNormalization#FOR_DUPLICATES}, as a number: equal for
   * equal texts. No two of one key may be in one batch.
   */
  int key(int text);

  /** How many pairs an epoch has. */
  int size();

  /**
   * The pairs of an epoch: a function of the arguments.
   *
   * @param epoch from 0
   */
  List<TextPair> pairs(long seed, int epoch);
}
