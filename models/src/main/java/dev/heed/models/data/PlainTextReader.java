package dev.heed.models.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text without columns: an example a line, or one for all. */
final class PlainTextReader implements ExampleReader {
  private static final Columns COLUMNS = Columns.of(DataFormat.PlainText.COLUMN);

  private final TextSource source;
  private final DataFormat.PlainText format;

  PlainTextReader(TextSource source, DataFormat.PlainText format) {
    this.source = source;
    this.format = format;
  }

  @Override
  public Columns columns() {
    return COLUMNS;
  }

  @Override
  public @Nullable Example next() {
    Place place = new Place(source.name(), source.line());
    String text =
        switch (format) {
          case LINES -> source.readLine();
          case WHOLE -> rest();
        };
    return text == null ? null : new Example(COLUMNS, List.of(text), place);
  }

  private @Nullable String rest() {
    if (source.peek() == TextSource.END) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int c = source.read(); c != TextSource.END; c = source.read()) {
      if (text.length() == TextSource.LONGEST_RECORD) {
        throw new DataException(
            "%s: is longer than %,d characters, too long for one example; read it by lines"
                .formatted(source.name(), TextSource.LONGEST_RECORD));
      }
      text.append((char) c);
    }
    return text.toString();
  }

  @Override
  public void close() {
    source.close();
  }
}
