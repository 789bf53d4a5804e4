package dev.heed.models.tokenizer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of text that no token spells: a token for each of its UTF-8 bytes, or the unknown
 * token, or nothing.
 */
final class UnknownText {
  static final int NONE = -1;

  private final int[] bytes;
  private final boolean hasBytes;
  private final int unknown;
  private final boolean fused;

  /**
   * @param byteFallback whether bytes are spelled where the vocabulary has them (&lt;0x00&gt; …)
   * @param unknown the id of the unknown token, or {@link #NONE}
   * @param fused whether a run of unknown text is one token
   */
  UnknownText(Vocabulary vocabulary, boolean byteFallback, int unknown, boolean fused) {
    this.bytes = new int[256];
    boolean any = false;
    for (int b = 0; b < 256; b++) {
      bytes[b] = byteFallback ? vocabulary.id("<0x%02X>".formatted(b)).orElse(NONE) : NONE;
      any |= bytes[b] != NONE;
    }
    this.hasBytes = any;
    this.unknown = unknown;
    this.fused = fused;
  }

  /** The byte that a token of byte fallback stands for, or {@link #NONE}. */
  static int byteOf(String token) {
    if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
      return NONE;
    }
    int high = Character.digit(token.charAt(3), 16);
    int low = Character.digit(token.charAt(4), 16);
    return high < 0 || low < 0 ? NONE : high << 4 | low;
  }

  /** Whether tokens of this id stand for unknown text. */
  boolean isUnknown(int id) {
    return id == unknown && unknown != NONE;
  }

  /**
   * Adds what the code point [start, end) becomes.
   *
   * @param afterUnknown whether the symbol added last is unknown text too
   * @return whether it is unknown text
   */
  boolean add(int codePoint, int start, int end, boolean afterUnknown, Symbols out) {
    if (hasBytes) {
      int[] spelled = spell(codePoint);
      if (spelled != null) {
        for (int id : spelled) {
          out.add(id, start, end);
        }
        return false;
      }
    }
    if (unknown == NONE) {
      return afterUnknown;
    }
    if (fused && afterUnknown) {
      out.stretchLast(end);
    } else {
      out.add(unknown, start, end);
    }
    return true;
  }

  /** The ids of a code point's bytes, or null if one of them has none. */
  private int @Nullable [] spell(int codePoint) {
    byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[utf8.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[utf8[i] & 0xFF];
      if (ids[i] == NONE) {
        return null;
      }
    }
    return ids;
  }
}
