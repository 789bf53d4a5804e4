package dev.heed.models.tokenizer;

/** Each piece is a token, or unknown. */
record WordLevelModel(Vocabulary vocabulary, int unknown) implements TokenModel {
  @Override
  public void tokenize(AlignedText text, int from, int to, TokenBuffer out) {
    int id = vocabulary.id(text.subSequence(from, to)).orElse(unknown);
    out.nextWord();
    out.add(id, vocabulary.tokenOf(id), text.start(from), text.end(to));
  }
}
