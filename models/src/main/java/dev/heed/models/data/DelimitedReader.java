package dev.heed.models.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Examples of a table: CSV, TSV and their kin. */
final class DelimitedReader implements ExampleReader {
  private final TextSource source;
  private final char delimiter;
  private final boolean quoted;
  private final DelimitedRecords records;
  private final Columns columns;

  DelimitedReader(TextSource source, DataFormat.Delimited format) {
    this.source = source;
    delimiter = DelimiterChoice.of(source, format);
    quoted = format.quoted();
    records = new DelimitedRecords(source, delimiter, quoted);
    columns = format.names().isEmpty() ? header() : new Columns(format.names());
  }

  private Columns header() {
    List<String> names = records.next();
    if (names == null) {
      throw new DataException(
          "%s: is empty; expected a first line with the names of the columns"
              .formatted(source.name()));
    }
    try {
      return new Columns(names);
    } catch (DataException e) {
      throw new DataException(
          "%s: line %d: %s".formatted(source.name(), records.startLine(), e.getMessage()), e);
    }
  }

  @Override
  public Columns columns() {
    return columns;
  }

  @Override
  public @Nullable Example next() {
    List<String> cells = records.next();
    if (cells == null) {
      return null;
    }
    Place place = new Place(source.name(), records.startLine());
    if (cells.size() != columns.size()) {
      throw new DataException(
          "%s: expected %,d cells (%s), found %,d; %s"
              .formatted(
                  place,
                  columns.size(),
                  Shown.list(columns.names()),
                  cells.size(),
                  advice(cells.size())));
    }
    return new Example(columns, cells, place);
  }

  private String advice(int found) {
    String between = Shown.of(delimiter);
    if (found < columns.size()) {
      return "is %s the delimiter?".formatted(between);
    }
    return quoted
        ? "a cell that holds %s must stand in quotes".formatted(between)
        : "no cell may hold %s".formatted(between);
  }

  @Override
  public void close() {
    source.close();
  }
}
