package dev.heed.app.search;

import dev.heed.app.io.FileException;
import dev.heed.app.io.Utf8Lines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values (RFC 4180): fields in quotes may hold commas, line ends, and
 * quotes that are doubled.
 */
final class CsvRows {
  private final Utf8Lines lines;
  private String line = "";
  private int at;
  private long firstLine;

  CsvRows(Utf8Lines lines) {
    this.lines = lines;
  }

  /** The fields of the next row, or null after the last. */
  @Nullable List<String> next() {
    String first = lines.next();
    if (first == null) {
      return null;
    }
    line = first;
    at = 0;
    firstLine = lines.lineNumber();
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (at < line.length()) {
      at++; // the comma
      fields.add(field());
    }
    return fields;
  }

  /** Where the row that {@link #next} gave last begins. */
  long firstLine() {
    return firstLine;
  }

  /** Up to the next comma or the end of the row. */
  private String field() {
    StringBuilder text = new StringBuilder();
    if (line.startsWith("\"", at)) {
      at++;
      readQuoted(text);
    }
    int comma = line.indexOf(',', at);
    int end = comma < 0 ? line.length() : comma;
    text.append(line, at, end);
    at = end;
    return text.toString();
  }

  /** Past the closing quote, over as many lines as it takes. */
  private void readQuoted(StringBuilder text) {
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote < 0) {
        text.append(line, at, line.length()).append('\n');
        readNextLine(text.length());
        continue;
      }
      text.append(line, at, quote);
      at = quote + 1;
      if (!line.startsWith("\"", at)) {
        return;
      }
      text.append('"');
      at++;
    }
  }

  private void readNextLine(int length) {
    String next = length > Utf8Lines.MAX_LINE_BYTES ? null : lines.next();
    if (next == null) {
      throw new FileException(
          "%s, line %,d: a field begins with a quote that nothing closes"
              .formatted(lines.name(), firstLine));
    }
    line = next;
    at = 0;
  }
}
