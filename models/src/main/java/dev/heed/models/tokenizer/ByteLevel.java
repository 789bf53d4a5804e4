package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The alphabet of byte-level BPE: each byte of a text's UTF-8 is a character that prints. (GPT-2,
 * Radford et al. 2019.)
 */
final class ByteLevel {
  /** How GPT-2 cuts a text. */
  static final String GPT2_PATTERN =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  static final int NONE = -1;

  private static final char[] CHARACTERS = characters();
  private static final int[] BYTES = bytes();

  private ByteLevel() {}

  /** The character that stands for a byte. */
  static char character(int unsignedByte) {
    return CHARACTERS[unsignedByte];
  }

  /** The byte (0 to 255) that a character stands for, or {@link #NONE}. */
  static int toByte(char character) {
    return character < BYTES.length ? BYTES[character] : NONE;
  }

  /** Puts a space before text that begins with none. */
  static final PreTokenizer PREFIX_SPACE =
      (text, from, to, sink) -> {
        if (from == to || text.charAt(from) == ' ') {
          return from == to || sink.accept(text, from, to);
        }
        AlignedText prefixed = text.emptyCopy(to - from + 1);
        prefixed.append(' ', text.start(from));
        prefixed.append(text, from, to);
        return sink.accept(prefixed, 0, prefixed.length());
      };

  /** Spells each piece in the alphabet of bytes. */
  static PreTokenizer spelling() {
    return new Spelling(new AtomicReference<>());
  }

  /**
   * @param spare what the last piece was spelled in, where nobody uses it
   */
  private record Spelling(AtomicReference<@Nullable AlignedText> spare) implements PreTokenizer {
    @Override
    public boolean split(AlignedText text, int from, int to, Sink sink) {
      if (from == to) {
        return true;
      }
      AlignedText used = spare.getAndSet(null);
      AlignedText spelled = used == null ? text.emptyCopy(64) : used;
      spelled.restart(text);
      spell(text, from, to, spelled);
      boolean goesOn = sink.accept(spelled, 0, spelled.length());
      spare.set(spelled);
      return goesOn;
    }

    @Override
    public boolean spellsSpaces() {
      return true;
    }
  }

  private static void spell(AlignedText text, int from, int to, AlignedText out) {
    for (int at = from; at < to; ) {
      int c = text.codePointAt(at);
      int origin = text.start(at);
      if (c < 0x80) {
        out.append(CHARACTERS[c], origin);
      } else if (c < 0x800) {
        out.append(CHARACTERS[0xC0 | (c >> 6)], origin);
        out.append(CHARACTERS[0x80 | (c & 0x3F)], origin);
      } else if (c < 0x10000) {
        out.append(CHARACTERS[0xE0 | (c >> 12)], origin);
        out.append(CHARACTERS[0x80 | ((c >> 6) & 0x3F)], origin);
        out.append(CHARACTERS[0x80 | (c & 0x3F)], origin);
      } else {
        out.append(CHARACTERS[0xF0 | (c >> 18)], origin);
        out.append(CHARACTERS[0x80 | ((c >> 12) & 0x3F)], origin);
        out.append(CHARACTERS[0x80 | ((c >> 6) & 0x3F)], origin);
        out.append(CHARACTERS[0x80 | (c & 0x3F)], origin);
      }
      at += c < 0x10000 ? 1 : 2;
    }
  }

  /** Bytes that print in Latin-1 stand for themselves, the others for 256 and on. */
  private static char[] characters() {
    char[] characters = new char[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean prints = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      characters[b] = (char) (prints ? b : next++);
    }
    return characters;
  }

  private static int[] bytes() {
    int[] bytes = new int[512];
    Arrays.fill(bytes, NONE);
    for (int b = 0; b < 256; b++) {
      bytes[CHARACTERS[b]] = b;
    }
    return bytes;
  }
}
