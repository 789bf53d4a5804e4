package dev.heed.app.console;

import dev.heed.app.io.FileException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One output stream as UTF-8, buffered until {@link #flush}. Unlike a PrintStream it does not lose
 * errors: a full disk is a {@link FileException}, a reader that went away a {@link
 * ClosedOutputException}. Thread-safe, as a progress bar writes from a thread of its own.
 */
public final class Output extends OutputStream {
  private final String name;
  private final OutputStream stream;
  private final byte[] buffer = new byte[1 << 16];
  private int filled;

  /**
   * @param name what error texts call the stream
   */
  public Output(String name, OutputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  /** Writes a line. */
  public synchronized void line(String text) {
    text(text);
    write('\n');
  }

  /** Writes text as it is. */
  public synchronized void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
  }

  @Override
  public synchronized void write(int b) {
    if (filled == buffer.length) {
      drain();
    }
    buffer[filled++] = (byte) b;
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) {
    if (count > buffer.length - filled) {
      drain();
    }
    if (count > buffer.length) {
      send(bytes, from, count);
    } else {
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
    }
  }

  @Override
  public synchronized void flush() {
    drain();
    try {
      stream.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Flushes; the stream itself belongs to the process. */
  @Override
  public void close() {
    flush();
  }

  /** For code that prints, such as the usage texts. */
  PrintWriter asWriter() {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] characters, int from, int count) {
            text(new String(characters, from, count));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  private void drain() {
    int count = filled;
    filled = 0; // also when it fails: the flush at the end must not fail again
    send(buffer, 0, count);
  }

  private void send(byte[] bytes, int from, int count) {
    if (count == 0) {
      return;
    }
    try {
      stream.write(bytes, from, count);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private RuntimeException failure(IOException e) {
    // The one sign that the JDK gives: "Broken pipe" here, "The pipe is being closed" on Windows.
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("pipe") ? new ClosedOutputException(e) : FileException.writing(name, e);
  }
}
