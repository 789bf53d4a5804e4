package dev.heed.models.tokenizer;

/** What all models have in common whose symbols merge: memory, and the way of words. */
abstract class MergingModel implements TokenModel {
  /** The character that SentencePiece writes for a space. */
  static final char SPACE = '\u2581';

  private final Vocabulary names;

  /** Whether no token reaches over the beginning of a word that {@link #SPACE} begins. */
  private final boolean wordsStandAlone;

  private final PieceCache cache = new PieceCache();

  /**
   * @param names all tokens, by which they appear in an encoding
   * @param byWords whether the model knows {@link #SPACE}, and spells a word wherever in a piece it
   *     stands by the same rules
   */
  MergingModel(Vocabulary names, boolean byWords) {
    this.names = names;
    this.wordsStandAlone = byWords && wordsStandAlone(names);
  }

  /** The symbols of a part of a piece; places count from {@code from}. */
  abstract Symbols merged(AlignedText text, int from, int to);

  private static boolean wordsStandAlone(Vocabulary vocabulary) {
    boolean[] alone = {true};
    vocabulary.forEach((token, id) -> {
      for (int i = token.indexOf(SPACE, 1); i > 0 && alone[0]; i = token.indexOf(SPACE, i + 1)) {
        alone[0] = token.charAt(i - 1) == SPACE;
      }
    });
    return alone[0];
  }

  @Override
  public final void tokenize(AlignedText text, int from, int to, TokenBuffer out) {
    out.nextWord();
    int start = from;
    if (wordsStandAlone) {
      // Then words can be looked up one by one, though the model is given whole texts.
      for (int at = from + 1; at < to; at++) {
        if (text.charAt(at) == SPACE && text.charAt(at - 1) != SPACE) {
          add(text, start, at, out);
          start = at;
        }
      }
    }
    add(text, start, to, out);
  }

  private void add(AlignedText text, int from, int to, TokenBuffer out) {
    boolean worthRemembering = to - from <= PieceCache.LONGEST;
    Symbols symbols = worthRemembering ? cache.get(text.units(), from, to) : null;
    if (symbols == null) {
      symbols = merged(text, from, to);
      if (worthRemembering) {
        cache.put(text.subSequence(from, to), symbols);
      }
    }
    for (int i = 0; i < symbols.size(); i++) {
      int id = symbols.id(i);
      out.add(
          id,
          names.tokenOf(id),
          text.start(from + symbols.start(i)),
          text.end(from + symbols.end(i)));
    }
  }
}
