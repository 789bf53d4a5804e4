package dev.heed.models.tokenizer;

/**
 * SentencePiece's way with spaces as a pre-tokenizer: they become a visible character, one may be
 * put before the text, and each begins a piece.
 *
 * @param split whether the text is cut at all
 */
record Metaspace(char replacement, Prepend prepend, boolean split) implements PreTokenizer {
  /** When the character is put before a text that does not begin with it. */
  enum Prepend {
    ALWAYS,
    /** Only at the beginning of the whole, not behind an added token. */
    FIRST,
    NEVER
  }

  @Override
  public boolean split(AlignedText text, int from, int to, Sink sink) {
    if (from == to) {
      return true;
    }
    AlignedText out = text.emptyCopy(to - from + 1);
    char first = text.charAt(from);
    boolean begins = first == ' ' || first == replacement;
    boolean wanted =
        switch (prepend) {
          case ALWAYS -> true;
          case FIRST -> text.start(from) == 0;
          case NEVER -> false;
        };
    if (wanted && !begins) {
      out.append(replacement, text.start(from));
    }
    for (int at = from; at < to; at++) {
      char unit = text.charAt(at);
      out.append(unit == ' ' ? replacement : unit, text.start(at));
    }
    if (!split) {
      return sink.accept(out, 0, out.length());
    }
    int start = 0;
    for (int at = 1; at < out.length(); at++) {
      if (out.charAt(at) == replacement) {
        if (!sink.accept(out, start, at)) {
          return false;
        }
        start = at;
      }
    }
    return sink.accept(out, start, out.length());
  }
}
