package dev.heed.models.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a delimited file. With quotes it follows RFC 4180, and takes a quote within a cell
 * that does not begin with one as it is; after a closing quote nothing but a delimiter or a line
 * end may come.
 */
final class DelimitedRecords {
  /** Cells of a record, at most: real tables have hundreds. */
  private static final int MOST_CELLS = 1 << 16;

  private final TextSource source;
  private final char delimiter;
  private final boolean quoted;
  private final StringBuilder cell = new StringBuilder();
  private long startLine;
  private int length;

  DelimitedRecords(TextSource source, char delimiter, boolean quoted) {
    this.source = source;
    this.delimiter = delimiter;
    this.quoted = quoted;
  }

  /** The line in which the last record begins. */
  long startLine() {
    return startLine;
  }

  /** The cells of the next record; null at the end of the file. */
  @Nullable List<String> next() {
    while (source.peek() == '\n' || source.peek() == '\r') {
      source.read();
    }
    if (source.peek() == TextSource.END) {
      return null;
    }
    startLine = source.line();
    length = 0;
    List<String> cells = new ArrayList<>();
    while (true) {
      boolean inQuotes = quoted && source.peek() == '"';
      cells.add(inQuotes ? quotedCell() : bareCell());
      int c = source.peek();
      if (inQuotes && c != delimiter && !endsRecord(c)) {
        throw source.error(
            "expected %s or the end of the line behind the closing quote, found %s; a quote within a quoted cell is written twice"
                .formatted(Shown.of(delimiter), Shown.of(String.valueOf((char) c))));
      }
      source.read();
      if (c == delimiter) {
        if (cells.size() == MOST_CELLS) {
          throw source.error("the record has more than %,d cells".formatted(MOST_CELLS));
        }
        continue;
      }
      if (c == '\r' && source.peek() == '\n') {
        source.read();
      }
      return cells;
    }
  }

  private String bareCell() {
    cell.setLength(0);
    while (true) {
      int c = source.peek();
      if (c == delimiter || endsRecord(c)) {
        return cell.toString();
      }
      append(c);
    }
  }

  private String quotedCell() {
    long line = source.line();
    long column = source.column();
    cell.setLength(0);
    source.read();
    while (true) {
      int c = source.peek();
      if (c == TextSource.END) {
        throw source.error(line, column, "the quote that opens here is not closed before the end");
      }
      if (length == TextSource.LONGEST_RECORD) {
        throw source.error(
            line,
            column,
            "the quote that opens here is not closed within %,d characters"
                .formatted(TextSource.LONGEST_RECORD));
      }
      if (c == '"') {
        source.read();
        if (source.peek() != '"') {
          return cell.toString();
        }
      }
      append(c);
    }
  }

  private void append(int c) {
    if (length == TextSource.LONGEST_RECORD) {
      throw source.error(
          startLine,
          1,
          "the record is longer than %,d characters".formatted(TextSource.LONGEST_RECORD));
    }
    length++;
    source.read();
    cell.append((char) c);
  }

  private static boolean endsRecord(int c) {
    return c == '\n' || c == '\r' || c == TextSource.END;
  }
}
