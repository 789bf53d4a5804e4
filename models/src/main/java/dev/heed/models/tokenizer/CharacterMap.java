package dev.heed.models.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A table of replacements as SentencePiece compiles them ("precompiled_charsmap"): a double-array
 * trie (Darts-clone) of what to replace, in UTF-8, and the replacements one after the other.
 */
final class CharacterMap {
  /** What {@link #find} returns where nothing begins. */
  static final long NONE = -1;

  private final String source;

  /** Units of the trie: a label, where the children begin, and whether a value is one of them. */
  private final int[] trie;

  private final byte[] replacements;
  private final Map<Integer, String> known = new ConcurrentHashMap<>();

  /** Whether an ASCII character followed by another is never replaced: most text is. */
  private final boolean[] plain = new boolean[128];

  /**
   * @param source what errors call the file
   */
  CharacterMap(byte[] blob, String source) {
    this.source = source;
    ByteBuffer in = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    long size = blob.length < Integer.BYTES ? -1 : Integer.toUnsignedLong(in.getInt());
    if (size < Integer.BYTES || size % Integer.BYTES != 0 || size > in.remaining()) {
      throw new TokenizerFormatException(
          "%s: the character map has %,d bytes and says that its trie has %,d; it is damaged"
              .formatted(source, blob.length, size));
    }
    trie = new int[(int) size / Integer.BYTES];
    in.asIntBuffer().get(trie);
    in.position(in.position() + (int) size);
    replacements = new byte[in.remaining()];
    in.get(replacements);
    for (int c = 0; c < 128; c++) {
      plain[c] = isPlain(c);
    }
  }

  private boolean isPlain(int c) {
    int node = child(offset(trie[0]), c);
    if (node == -1 || hasValue(trie[node])) {
      return node == -1;
    }
    int below = node ^ offset(trie[node]);
    for (int next = 0; next < 128; next++) {
      if (child(below, next) != -1) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is replaced at text[at, to): its length in UTF-16 units in the upper half, and in the
   * lower one the number of what takes its place; or {@link #NONE}.
   *
   * @param longest whether the longest of several is meant, or the shortest
   */
  long find(AlignedText text, int at, int to, boolean longest) {
    char unit = text.charAt(at);
    if (unit < 128 && plain[unit] && at + 1 < to && text.charAt(at + 1) < 128) {
      return NONE;
    }
    long found = NONE;
    int node = offset(trie[0]);
    for (int i = at; i < to; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int shift = c < 0x80 ? 0 : c < 0x800 ? 6 : c < 0x10000 ? 12 : 18;
      for (int s = shift; s >= 0; s -= 6) {
        int b = s == shift ? lead(c, shift) : 0x80 | ((c >> s) & 0x3F);
        int next = child(node, b);
        if (next == -1) {
          return found;
        }
        node = next ^ offset(trie[next]);
        if (s == 0 && hasValue(trie[next])) {
          found = (long) (i - at) << Integer.SIZE | value(node);
          if (!longest) {
            return found;
          }
        }
      }
    }
    return found;
  }

  private static int lead(int c, int shift) {
    return switch (shift) {
      case 0 -> c;
      case 6 -> 0xC0 | (c >> 6);
      case 12 -> 0xE0 | (c >> 12);
      default -> 0xF0 | (c >> 18);
    };
  }

  /** The text behind the number that {@link #find} gave. */
  String replacement(int number) {
    return known.computeIfAbsent(number, this::read);
  }

  private String read(int at) {
    int end = at;
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    if (at >= replacements.length || end == replacements.length) {
      throw new TokenizerFormatException(
          "%s: the character map names a replacement at byte %,d of %,d; it is damaged"
              .formatted(source, at, replacements.length));
    }
    return new String(replacements, at, end - at, StandardCharsets.UTF_8);
  }

  /** The node that a byte leads to from what {@code base} says, or −1. */
  private int child(int base, int unsignedByte) {
    int node = base ^ unsignedByte;
    if (node < 0 || node >= trie.length) {
      throw outside(node);
    }
    return (trie[node] & 0x800000FF) == unsignedByte ? node : -1;
  }

  private int value(int node) {
    if (node < 0 || node >= trie.length) {
      throw outside(node);
    }
    return trie[node] & Integer.MAX_VALUE;
  }

  private TokenizerFormatException outside(int node) {
    return new TokenizerFormatException(
        "%s: the character map leads to node %,d of %,d; it is damaged"
            .formatted(source, Integer.toUnsignedLong(node), trie.length));
  }

  private static boolean hasValue(int unit) {
    return (unit >> 8 & 1) == 1;
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 0x200) >>> 6);
  }
}
