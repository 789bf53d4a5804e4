package dev.heed.models.train;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The lines of a {@link MetricsLog} that are whole, in turn. A last one that was torn, because the
 * process or the machine ended while it was written, is as if it were not there.
 */
final class MetricsLines {
  private final Path file;
  private final InputStream in;
  private final long size;
  private long read;
  private long end;
  private int number;

  /**
   * @param file for error texts
   * @param size bytes that are read
   */
  MetricsLines(Path file, InputStream in, long size) {
    this.file = file;
    this.in = new BufferedInputStream(in, 1 << 16);
    this.size = size;
  }

  /** Bytes up to the end of the line that was read last. */
  long end() {
    return end;
  }

  /** Of the line that was read last, from 1. */
  int number() {
    return number;
  }

  /**
   * The next line, or null where no whole one is left.
   *
   * @throws TrainingException when the file is none of these logs
   */
  @Nullable JsonNode next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean whole = false;
    while (read < size && !whole) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      read++;
      whole = next == '\n';
      bytes.write(next);
    }
    byte[] line = bytes.toByteArray();
    number++;
    JsonNode node = whole ? MetricsLine.parse(line) : null;
    if (node == null) {
      torn(line);
      return null;
    }
    if (number == 1) {
      checkBegin(node);
    }
    end = read;
    return node;
  }

  /** Nothing may be behind a torn line, and a torn first line must be the beginning of ours. */
  private void torn(byte[] line) {
    if (number > 1 && read < size) {
      throw new TrainingException(
          "%s, line %,d: expected a JSON object, found %s; the log is damaged; let this training write somewhere else"
              .formatted(file, number, shown(line)));
    }
    String text = new String(line, StandardCharsets.UTF_8);
    String start = MetricsLine.START;
    if (number == 1 && (read < size || !(start.startsWith(text) || text.startsWith(start)))) {
      throw foreign(shown(line));
    }
  }

  private void checkBegin(JsonNode first) {
    if (!first.path("event").asString("").equals(MetricsLine.BEGIN)) {
      throw foreign(first.toString());
    }
    if (first.path("version").asInt(0) != MetricsLine.VERSION) {
      throw new TrainingException(
          "%s: is the log of a training in version %s; expected version %d"
              .formatted(file, first.path("version"), MetricsLine.VERSION));
    }
  }

  private TrainingException foreign(String found) {
    return new TrainingException(
        "%s: is no log of a training, and stays as it is; its first line is %s; let this training write somewhere else"
            .formatted(file, shortened(found)));
  }

  private static String shown(byte[] line) {
    return line.length == 0
        ? "an empty line"
        : shortened(new String(line, StandardCharsets.UTF_8).strip());
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
