package dev.heed.models.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a UTF-8 file, one after the other, and where one is. What is no UTF-8 and
 * U+0000, which no text has, are errors. A byte order mark is left out.
 */
final class TextSource implements AutoCloseable {
  /** What comes after the last character. */
  static final int END = -1;

  /**
   * Characters of one record, at most: a quote that is never closed would else bring a file of
   * gigabytes into memory.
   */
  static final int LONGEST_RECORD = 16 << 20;

  private static final int BUFFER = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;
  private final InputStream in;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private boolean ended;
  private long line = 1;
  private long column = 1;

  /**
   * Opens a file.
   *
   * @throws DataException if it cannot be read, or is no UTF-8 from its first bytes on
   */
  TextSource(Path file) {
    name = file.toString();
    try {
      in = Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new DataException("%s: there is no such file".formatted(name), e);
    } catch (IOException e) {
      throw unreadable(e);
    }
    boolean opened = false;
    try {
      refuseUtf16();
      if (peek() == BYTE_ORDER_MARK) {
        chars.get();
      }
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** The file, for error texts. */
  String name() {
    return name;
  }

  /** The line of the next character, from 1. */
  long line() {
    return line;
  }

  /** An error at the next character. */
  DataException error(String problem) {
    return error(line, column, problem);
  }

  /** An error at a place passed earlier. */
  DataException error(long atLine, long atColumn, String problem) {
    return new DataException(
        "%s: line %d, character %d: %s".formatted(name, atLine, atColumn, problem));
  }

  /** The place of the next character within its line, from 1. */
  long column() {
    return column;
  }

  /** The next character without going on, or {@link #END}. */
  int peek() {
    return chars.hasRemaining() || fill() ? chars.get(chars.position()) : END;
  }

  /** The next character, or {@link #END}. */
  int read() {
    int c = peek();
    if (c == END) {
      return END;
    }
    if (c == 0) {
      throw error("found the character U+0000; expected text in UTF-8");
    }
    chars.get();
    if (c == '\n' || (c == '\r' && peek() != '\n')) {
      line++;
      column = 1;
    } else if (!Character.isLowSurrogate((char) c)) {
      column++;
    }
    return c;
  }

  /** The rest of the line, its end read over but not given; null at the end of the file. */
  @Nullable String readLine() {
    if (peek() == END) {
      return null;
    }
    long from = line;
    StringBuilder text = new StringBuilder();
    while (true) {
      int c = read();
      if (c == END || c == '\n') {
        return text.toString();
      }
      if (c == '\r') {
        if (peek() == '\n') {
          read();
        }
        return text.toString();
      }
      if (text.length() == LONGEST_RECORD) {
        throw error(from, 1, "the line is longer than %,d characters".formatted(LONGEST_RECORD));
      }
      text.append((char) c);
    }
  }

  /**
   * The beginning of what is still to be read, without going on: all of it, or at least some ten
   * thousand characters. Only before the first read.
   */
  String head() {
    while (chars.limit() < chars.capacity() / 2 && !ended && decodeMore(true)) {
      // Until enough has come.
    }
    return chars.toString();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private boolean fill() {
    chars.clear().flip();
    return decodeMore(false);
  }

  /**
   * Appends at least one character to those that are there; false where none comes.
   *
   * @param ahead leaves bytes that are no UTF-8 to be met when they are reached
   */
  private boolean decodeMore(boolean ahead) {
    int read = chars.position();
    int before = chars.limit();
    chars.limit(chars.capacity()).position(before);
    try {
      while (true) {
        CoderResult result = decoder.decode(bytes, chars, ended);
        if (chars.position() > before) {
          // An error behind them comes again with the next call.
          return true;
        }
        if (result.isError() && !ahead) {
          throw malformed(result.length());
        }
        if (ended || result.isError()) {
          return false;
        }
        readBytes();
      }
    } finally {
      chars.limit(chars.position()).position(read);
    }
  }

  private void readBytes() {
    bytes.compact();
    try {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (read < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + read);
      }
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      bytes.flip();
    }
  }

  private void refuseUtf16() {
    while (bytes.remaining() < 2 && !ended) {
      readBytes();
    }
    if (bytes.remaining() >= 2) {
      int mark = bytes.getShort(0) & 0xFFFF;
      if (mark == 0xFEFF || mark == 0xFFFE) {
        throw new DataException(
            "%s: begins with the byte order mark of UTF-16; expected UTF-8".formatted(name));
      }
    }
  }

  private DataException malformed(int length) {
    byte[] bad = new byte[Math.min(length, bytes.remaining())];
    bytes.get(bytes.position(), bad);
    return error(
        "the bytes %s are no UTF-8; save the file as UTF-8"
            .formatted(HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bad)));
  }

  private DataException unreadable(IOException e) {
    return new DataException("%s: could not be read: %s".formatted(name, e.getMessage()), e);
  }
}
