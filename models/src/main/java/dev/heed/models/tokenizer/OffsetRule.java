package dev.heed.models.tokenizer;

/** What becomes of the places of tokens when the ids are done. */
interface OffsetRule {
  /** They stay. */
  OffsetRule NONE = encoding -> {};

  /** Changes starts and ends of {@code encoding}, which is new. */
  void apply(Encoding encoding);

  /**
   * White space at the ends of byte-level tokens is left out of their places.
   *
   * @param prefixSpace whether a space was put before the text, which has no place to leave out
   */
  static OffsetRule trimmed(boolean prefixSpace) {
    return encoding -> {
      for (int t = 0; t < encoding.size(); t++) {
        if (!encoding.isAdded(t)) {
          trim(encoding, t, prefixSpace);
        }
      }
    };
  }

  private static void trim(Encoding encoding, int t, boolean prefixSpace) {
    String token = encoding.tokens().get(t);
    int leading = 0;
    while (leading < token.length() && isSpace(token.charAt(leading))) {
      leading++;
    }
    int trailing = 0;
    while (trailing < token.length() && isSpace(token.charAt(token.length() - 1 - trailing))) {
      trailing++;
    }
    int start = encoding.starts()[t];
    int end = encoding.ends()[t];
    if (leading > 0) {
      boolean first = t == 0 || start == 0;
      start = Math.min(start + leading - (first && prefixSpace ? 1 : 0), end);
    }
    if (trailing > 0 && end >= trailing) {
      end = Math.max(end - trailing, start);
    }
    encoding.starts()[t] = start;
    encoding.ends()[t] = end;
  }

  private static boolean isSpace(char c) {
    return c == ByteLevel.character(' ') || UnicodeTables.pinned().isWhitespace(c);
  }
}
