package dev.heed.models.tokenizer;

/** The model of a tokenizer.json that is of the type Unigram. */
final class UnigramJson {
  private UnigramJson() {}

  /**
   * @param scores by id
   */
  static UnigramModel build(JsonFields model, Vocabulary vocabulary, double[] scores) {
    int unknown =
        model.has("unk_id") ? model.integer("unk_id", 0, scores.length - 1) : UnknownText.NONE;
    CharTrie.Builder trie = new CharTrie.Builder();
    vocabulary.forEach((token, id) -> {
      if (token.length() > UnigramModel.LONGEST) {
        throw model.error(
            "token %s (id %d) has %,d UTF-16 units; expected %,d at most"
                .formatted(Quoted.of(token), id, token.length(), UnigramModel.LONGEST));
      }
      if (!token.isEmpty() && !trie.add(token, id)) {
        throw model.error(
            "the vocabulary needs more than %,d trie nodes".formatted(CharTrie.MAX_NODES));
      }
    });
    return new UnigramModel(
        vocabulary,
        trie.build(),
        new UnigramModel.Scores(scores, new boolean[scores.length], false),
        new UnknownText(vocabulary, model.flag("byte_fallback", false), unknown, true),
        unknown);
  }
}
