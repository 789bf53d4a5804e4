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

  /** Each piece of this cut by {@code next}. */
  default PreTokenizer then(PreTokenizer next) {
    return (text, from, to, sink) ->
        split(text, from, to, (piece, start, end) -> next.split(piece, start, end, sink));
  }
}
