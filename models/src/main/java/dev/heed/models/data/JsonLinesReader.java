package dev.heed.models.data;

import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Examples of a file with a JSON object a line. */
final class JsonLinesReader implements ExampleReader {
  private final TextSource source;
  private final boolean all;
  private Columns columns;

  /** The first line, where it was read to learn the columns and not yet given. */
  private @Nullable Example first;

  JsonLinesReader(TextSource source, DataFormat.JsonLines format) {
    this.source = source;
    all = format.names().isEmpty();
    columns = new Columns(format.names());
    if (all) {
      Line line = line();
      if (line != null) {
        columns = new Columns(List.copyOf(line.fields.cells().keySet()));
        first = example(line);
      }
    }
  }

  private record Line(Place place, DataJson.Fields fields) {}

  @Override
  public Columns columns() {
    return columns;
  }

  @Override
  public @Nullable Example next() {
    Example example = first;
    if (example != null) {
      first = null;
      return example;
    }
    Line line = line();
    return line == null ? null : example(line);
  }

  private @Nullable Line line() {
    while (true) {
      Place place = new Place(source.name(), source.line());
      String text = source.readLine();
      if (text == null) {
        return null;
      }
      if (!text.isBlank()) {
        return new Line(place, DataJson.fields(text, place));
      }
    }
  }

  private Example example(Line line) {
    Map<String, String> fields = new LinkedHashMap<>(line.fields.cells());
    List<String> cells = new ArrayList<>(columns.size());
    for (String name : columns.names()) {
      String cell = fields.remove(name);
      if (cell == null) {
        throw line.place.error(
            name,
            "there is no such key; found %s".formatted(Shown.list(line.fields.cells().keySet())));
      }
      cells.add(cell);
    }
    if (all && !fields.isEmpty()) {
      throw new DataException(
          "%s: has the keys %s, which the first line does not have; name the keys to read"
              .formatted(line.place, Shown.list(fields.keySet())));
    }
    Set<String> json = line.fields.json();
    return new Example(
        columns,
        cells,
        line.place,
        json.isEmpty() ? json : Set.copyOf(Sets.intersection(json, Set.copyOf(columns.names()))));
  }

  @Override
  public void close() {
    source.close();
  }
}
