package dev.heed.models.data;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Set;

/**
 * One example: a text for each column, empty where the file has nothing.
 *
 * @param columns the names, shared by all examples of a file
 * @param cells as many texts
 * @param place where it was read
 * @param json the columns whose cells are JSON, because a line of JSON has a list or an object
 *     there; none in other files
 */
public record Example(Columns columns, List<String> cells, Place place, Set<String> json) {
  /**
   * Checks that there is a cell for each column.
   *
   * @throws DataException if there is not
   */
  public Example {
    cells = List.copyOf(cells);
    json = Set.copyOf(json);
    if (cells.size() != columns.size()) {
      throw new DataException(
          "%s: expected %,d cells (%s), found %,d"
              .formatted(place, columns.size(), Shown.list(columns.names()), cells.size()));
    }
  }

  /**
   * Of texts alone.
   *
   * @throws DataException if there is not a cell for each column
   */
  public Example(Columns columns, List<String> cells, Place place) {
    this(columns, cells, place, Set.of());
  }

  /**
   * What a column holds.
   *
   * @throws DataException if there is none of that name
   */
  public String get(String column) {
    return cells.get(columns.indexOf(column, place.file()));
  }

  /**
   * The one label that a column holds.
   *
   * @throws DataException if there is no such column, or it holds no text but a list or an object
   */
  public String label(String column) {
    String cell = get(column);
    if (json.contains(column)) {
      throw place.error(
          column,
          "expected one label, found %s; that a text may have several labels is to be said, with what stands between them elsewhere"
              .formatted(Shown.of(cell)));
    }
    return cell;
  }

  /**
   * The labels that a column holds, each once: those of a list as they are; of a text what stands
   * between the separators, without spaces around it.
   *
   * @throws DataException if there is no such column, or it holds a list of something else than
   *     labels
   */
  public List<String> labels(String column, String separator) {
    String cell = get(column);
    return json.contains(column)
        ? DataJson.labels(cell, column, place)
        : Splitter.on(separator)
            .trimResults()
            .omitEmptyStrings()
            .splitToStream(cell)
            .distinct()
            .toList();
  }
}
