package dev.heed.app.search;

import dev.heed.app.console.Amount;
import dev.heed.app.io.FileException;
import dev.heed.app.io.Utf8Lines;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A passage a row of comma-separated values, in one column; the first row names the columns. */
final class CsvPassages implements PassageReader {
  private final String file;
  private final CsvRows rows;
  private final String field;
  private int column = -1;

  CsvPassages(Utf8Lines lines, String field) {
    this.file = lines.name();
    this.rows = new CsvRows(lines);
    this.field = field;
  }

  @Override
  public @Nullable Passage next() {
    if (column < 0) {
      List<String> header = rows.next();
      if (header == null) {
        return null;
      }
      column = columnOf(header);
    }
    for (List<String> row = rows.next(); row != null; row = rows.next()) {
      if (row.size() == 1 && row.getFirst().isBlank()) {
        continue;
      }
      if (row.size() <= column) {
        throw new FileException(
            "%s, line %,d: a row of %s has no column '%s', which is number %d"
                .formatted(
                    file, rows.firstLine(), Amount.of(row.size(), "field"), field, column + 1));
      }
      String text = row.get(column).strip();
      if (!text.isEmpty()) {
        return new Passage(rows.firstLine(), text);
      }
    }
    return null;
  }

  private int columnOf(List<String> header) {
    List<String> names = header.stream().map(String::strip).toList();
    int index = names.indexOf(field);
    if (index < 0) {
      throw new FileException(
          "%s: no column is named '%s'; there are %s; choose one with --field"
              .formatted(file, field, names));
    }
    return index;
  }
}
