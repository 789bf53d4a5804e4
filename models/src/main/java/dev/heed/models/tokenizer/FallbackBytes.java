package dev.heed.models.tokenizer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The text of a run of byte tokens, in complete characters; each byte of none becomes U+FFFD. */
final class FallbackBytes {
  private static final String REPLACEMENT = "\ufffd";

  private final byte[] pending = new byte[4];
  private int size;

  /** The characters that a byte completes. */
  String add(int unsignedByte) {
    pending[size++] = (byte) unsignedByte;
    StringBuilder out = new StringBuilder();
    while (size > 0 && !mayGoOn()) {
      int length = length(pending[0]);
      String character = size >= length ? valid(length) : "";
      drop(character.isEmpty() ? 1 : length);
      out.append(character.isEmpty() ? REPLACEMENT : character);
    }
    return out.toString();
  }

  /** The run is over. */
  String finish() {
    String rest = REPLACEMENT.repeat(size);
    size = 0;
    return rest;
  }

  /** The text of all bytes, or a replacement for each if they are not valid together. */
  static String wholeRun(byte[] run) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(run)).toString();
    } catch (CharacterCodingException e) {
      return REPLACEMENT.repeat(run.length);
    }
  }

  /** Whether a byte that follows can still make a character of what is there. */
  private boolean mayGoOn() {
    int length = length(pending[0]);
    if (size >= length) {
      return false;
    }
    for (int i = 1; i < size; i++) {
      if ((pending[i] & 0xC0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  private String valid(int length) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(pending, 0, length);
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return "";
    }
  }

  private void drop(int count) {
    System.arraycopy(pending, count, pending, 0, size - count);
    size -= count;
  }

  /** How many bytes a character has that begins so; 1 for what begins none. */
  private static int length(byte first) {
    int b = first & 0xFF;
    return b >= 0xF0 && b < 0xF8 ? 4 : b >= 0xE0 ? (b < 0xF0 ? 3 : 1) : b >= 0xC0 ? 2 : 1;
  }
}
