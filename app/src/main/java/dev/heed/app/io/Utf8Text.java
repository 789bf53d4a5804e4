package dev.heed.app.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A UTF-8 text as a whole, line ends and all. A byte order mark at the beginning is no part of it.
 * Bytes that are not UTF-8 are an error that says where they stand.
 */
public final class Utf8Text {
  /** Some 16 million tokens: far more than a model is asked to read. */
  static final int MAX_BYTES = 64 << 20;

  private Utf8Text() {}

  /**
   * Reads all.
   *
   * @param name what error texts call the input
   * @param in closed at the end
   * @throws FileException if it cannot be read, is not UTF-8, or is longer than 64 MiB
   */
  public static String read(String name, InputStream in) {
    try (in) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new FileException(
            "%s: longer than %,d bytes; give a part of it".formatted(name, MAX_BYTES));
      }
      return decoded(name, bytes);
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  private static String decoded(String name, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    CharBuffer target = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(source, target, true);
    if (result.isError()) {
      throw new FileException(
          "%s: not UTF-8: byte 0x%02x at offset %,d"
              .formatted(name, bytes[source.position()], source.position()));
    }
    String text = target.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
