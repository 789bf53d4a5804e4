package dev.heed.app.io;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of several inputs, some at a time: as many as make a good batch when they are there,
 * and at once what is there when the writer of a pipe pauses.
 */
public final class LineBatches implements AutoCloseable {
  /** Enough texts that a model can share its work among them. */
  static final int LINES = 256;

  /** Some 64,000 tokens of text: bounds memory where lines are long. */
  static final int CHARACTERS = 1 << 18;

  private final Iterator<String> files;
  private final Function<String, Utf8Lines> open;
  private @Nullable Utf8Lines lines;
  private long bytesOfClosed;

  /**
   * @param files names of the inputs, read in this order
   * @param open opens one
   */
  public LineBatches(List<String> files, Function<String, Utf8Lines> open) {
    this.files = files.iterator();
    this.open = open;
  }

  /** The next lines; none at the end. */
  public List<String> next() {
    List<String> batch = new ArrayList<>();
    long characters = 0;
    while (batch.size() < LINES && characters < CHARACTERS) {
      Utf8Lines current = current();
      if (current == null) {
        break;
      }
      String line = current.next();
      if (line == null) {
        closeCurrent();
        continue;
      }
      batch.add(line);
      characters += line.length();
      if (!current.ready()) {
        break;
      }
    }
    return batch;
  }

  /** Bytes of all lines so far. */
  public long bytes() {
    return bytesOfClosed + (lines == null ? 0 : lines.bytes());
  }

  @Override
  public void close() {
    closeCurrent();
  }

  private @Nullable Utf8Lines current() {
    if (lines == null && files.hasNext()) {
      lines = open.apply(files.next());
    }
    return lines;
  }

  private void closeCurrent() {
    if (lines != null) {
      bytesOfClosed += lines.bytes();
      lines.close();
      lines = null;
    }
  }
}
