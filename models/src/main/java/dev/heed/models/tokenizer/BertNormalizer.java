package dev.heed.models.tokenizer;

/**
 * BERT's normalization: cleaning, spaces round Chinese characters, accents off, lower case. Every
 * step but one works on a code point alone, so a {@link CharacterTable} holds what each becomes;
 * the exception is {@link CanonicalOrder}.
 */
final class BertNormalizer {
  /**
   * @param cleanText removes control characters and U+FFFD, and makes any white space a plain space
   * @param spaceChinese puts spaces round Chinese characters
   * @param stripAccents decomposes (NFD) and removes nonspacing marks
   */
  record Settings(
      boolean cleanText, boolean spaceChinese, boolean stripAccents, boolean lowercase) {
    static final Settings NONE = new Settings(false, false, false, false);
  }

  private static final int REPLACEMENT = 0xFFFD;

  private final CharacterTable table;
  private final CanonicalOrder canonicalOrder;

  BertNormalizer(Settings settings) {
    this.table = new CharacterTable(settings, UnicodeTables.pinned());
    this.canonicalOrder = new CanonicalOrder(table, UnicodeTables.pinned());
  }

  /**
   * Replaces {@code out} by the normalized form of text[from, to), or of a beginning of it: once
   * {@code out} has {@code enough} units, the next place where a space keeps words apart ends it.
   * Returns where it ended.
   */
  int normalize(String text, int from, int to, int enough, NormalizedText out) {
    out.reset(text);
    boolean reordered = false;
    int at = from;
    while (at < to) {
      int codePoint = codePointAt(text, at, to);
      int entry = table.entry(codePoint);
      int kind = CharacterTable.kind(entry);
      int width = Character.charCount(codePoint);
      if (kind == CharacterTable.WORD || kind == CharacterTable.PUNCTUATION) {
        out.append(entry, at);
      } else if (kind == CharacterTable.SPACE) {
        if (out.length() >= enough) {
          break;
        }
        out.append(entry, at);
      } else if (kind == CharacterTable.SEVERAL) {
        int[] parts = table.parts(codePoint);
        if (out.length() >= enough && CharacterTable.kind(parts[0]) == CharacterTable.SPACE) {
          break;
        }
        for (int part : parts) {
          out.append(part, at);
        }
      } else if (kind == CharacterTable.REORDERED) {
        reordered = true;
      }
      at += width;
    }
    if (reordered) {
      out.reset(text);
      canonicalOrder.normalize(text, from, at, out);
    }
    return at;
  }

  /**
   * {@link String#codePointAt} that ends at {@code to} and takes an unpaired surrogate for U+FFFD.
   */
  static int codePointAt(String text, int at, int to) {
    char unit = text.charAt(at);
    if (!Character.isSurrogate(unit)) {
      return unit;
    }
    if (Character.isHighSurrogate(unit) && at + 1 < to) {
      char low = text.charAt(at + 1);
      if (Character.isLowSurrogate(low)) {
        return Character.toCodePoint(unit, low);
      }
    }
    return REPLACEMENT;
  }
}
