package dev.heed.models.tune;

/**
 * The tokens of one example.
 *
 * @param ids with special tokens
 * @param types as many: which of two texts each belongs to
 * @param words as many: which word each belongs to, as {@link
 *     dev.heed.models.tokenizer.Encoding#words} has them
 * @param cut whether the text was longer than the limit
 */
record EncodedText(int[] ids, int[] types, int[] words, boolean cut) {
  int size() {
    return ids.length;
  }
}
