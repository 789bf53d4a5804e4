package dev.heed.models.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of UTF-8 as they come, in complete characters; what can be none becomes U+FFFD, once for
 * each longest beginning of a character, as when all bytes are decoded at once.
 */
final class Utf8Stream {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The beginning of a character that is not complete. */
  private byte[] pending = {};

  /** The characters that {@code bytes} complete. */
  String add(byte[] bytes) {
    return decode(bytes, false);
  }

  /** What is left: U+FFFD if a character began and never ended. */
  String finish() {
    String last = decode(new byte[0], true);
    decoder.reset();
    return last;
  }

  private String decode(byte[] bytes, boolean end) {
    ByteBuffer in = ByteBuffer.allocate(pending.length + bytes.length).put(pending).put(bytes);
    in.flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, end);
    pending = new byte[in.remaining()];
    in.get(pending);
    return out.flip().toString();
  }
}
