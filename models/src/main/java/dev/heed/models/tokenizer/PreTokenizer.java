package dev.heed.models.tokenizer;

/** Cuts normalized text into the pieces that a model takes one at a time. */
interface PreTokenizer {
  /** Takes a piece, which is not empty; returns whether it wants another. */
  interface Sink {
    boolean accept(AlignedText text, int from, int to);
  }

  /** The text as one piece. */
  PreTokenizer WHOLE = (text, from, to, sink) -> from == to || sink.accept(text, from, to);

  /**
   * Hands the pieces of text[from, to) to {@code sink}, in order, until it wants no more; returns
   * whether it still does.
   */
  boolean split(AlignedText text, int from, int to, Sink sink);

  /**
   * True where a space before a word is spelled as a part of it, so that a word in the middle of a
   * text is another piece than the same word at its beginning.
   */
  default boolean spellsSpaces() {
    return false;
  }

  /** Each piece of this cut by {@code next}. */
  default PreTokenizer then(PreTokenizer next) {
    return new Chain(this, next);
  }

  /** One after the other. */
  record Chain(PreTokenizer first, PreTokenizer next) implements PreTokenizer {
    @Override
    public boolean split(AlignedText text, int from, int to, Sink sink) {
      return first.split(
          text, from, to, (piece, start, end) -> next.split(piece, start, end, sink));
    }

    @Override
    public boolean spellsSpaces() {
      return first.spellsSpaces() || next.spellsSpaces();
    }
  }
}
