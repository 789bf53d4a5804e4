package dev.heed.app.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a UTF-8 text, one at a time: memory for one line, however long the text.
 *
 * <p>Lines end with {@code \n} or {@code \r\n}; the last one needs no end. A byte order mark at the
 * beginning is no part of the text. Bytes that are not UTF-8 are an error that says where they
 * stand, never a replacement character. For one thread.
 */
public final class Utf8Lines implements AutoCloseable {
  /**
   * Longer than any text that makes sense as one; keeps a file without line ends from taking all.
   */
  public static final int MAX_LINE_BYTES = 64 << 20;

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] line = new byte[1 << 10];
  private int length;
  private long lineNumber;
  private long lineStart;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  /**
   * @param name what error texts call the input
   * @param in closed with this
   */
  public Utf8Lines(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** What error texts call the input. */
  public String name() {
    return name;
  }

  /** The number of the line that {@link #next} gave last, from 1. */
  public long lineNumber() {
    return lineNumber;
  }

  /** Bytes of all lines that {@link #next} gave, with their ends. */
  public long bytes() {
    return lineStart + length;
  }

  /**
   * The next line without its end, or null after the last.
   *
   * @throws FileException if it cannot be read, is not UTF-8, or is longer than 64 MiB
   */
  public @Nullable String next() {
    lineStart += length;
    length = 0;
    while (true) {
      if (at == end && !fill()) {
        return length == 0 ? null : decoded(length);
      }
      int newline = indexOfNewline();
      int upTo = newline < 0 ? end : newline + 1;
      append(upTo - at);
      if (newline >= 0) {
        boolean windows = length > 1 && line[length - 2] == '\r';
        return decoded(length - (windows ? 2 : 1));
      }
    }
  }

  /** True when {@link #next} would not have to wait for whoever writes the input. */
  public boolean ready() {
    try {
      return indexOfNewline() >= 0 || in.available() > 0;
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  private int indexOfNewline() {
    for (int i = at; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() {
    try {
      at = 0;
      end = Math.max(0, in.read(buffer));
      return end > 0;
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  private void append(int count) {
    if (count > MAX_LINE_BYTES - length) {
      throw new FileException(
          "%s: line %,d is longer than %,d bytes; is this a text with one item a line?"
              .formatted(name, lineNumber + 1, MAX_LINE_BYTES));
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, at, line, length, count);
    at += count;
    length += count;
  }

  private String decoded(int bytes) {
    lineNumber++;
    int from = lineNumber == 1 && startsWithByteOrderMark(bytes) ? 3 : 0;
    if (isAscii(from, bytes)) {
      return new String(line, from, bytes - from, StandardCharsets.ISO_8859_1);
    }
    ByteBuffer source = ByteBuffer.wrap(line, from, bytes - from);
    CharBuffer target = CharBuffer.allocate(bytes - from);
    CoderResult result = decoder.reset().decode(source, target, true);
    if (result.isError()) {
      throw notUtf8(source.position());
    }
    return target.flip().toString();
  }

  private boolean startsWithByteOrderMark(int bytes) {
    return bytes >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
  }

  private boolean isAscii(int from, int to) {
    for (int i = from; i < to; i++) {
      if (line[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private FileException notUtf8(int position) {
    if (lineNumber == 1 && length > 1 && isUtf16Mark(line[0], line[1])) {
      return new FileException(
          "%s: is UTF-16, expected UTF-8; convert it: iconv -f UTF-16 -t UTF-8".formatted(name));
    }
    return new FileException(
        "%s: not UTF-8: byte 0x%02x at offset %,d (line %,d, byte %,d of the line)"
            .formatted(name, line[position], lineStart + position, lineNumber, position + 1));
  }

  private static boolean isUtf16Mark(byte first, byte second) {
    return (first == (byte) 0xFF && second == (byte) 0xFE)
        || (first == (byte) 0xFE && second == (byte) 0xFF);
  }
}
