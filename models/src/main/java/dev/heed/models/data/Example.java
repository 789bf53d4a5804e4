package dev.heed.models.data;

import java.util.List;

/**
 * One example: a text for each column, empty where the file has nothing.
 *
 * @param columns the names, shared by all examples of a file
 * @param cells as many texts
 * @param place where it was read
 */
public record Example(Columns columns, List<String> cells, Place place) {
  /**
   * Checks that there is a cell for each column.
   *
   * @throws DataException if there is not
   */
  public Example {
    cells = List.copyOf(cells);
    if (cells.size() != columns.size()) {
      throw new DataException(
          "%s: expected %,d cells (%s), found %,d"
              .formatted(place, columns.size(), Shown.list(columns.names()), cells.size()));
    }
  }

  /**
   * What a column holds.
   *
   * @throws DataException if there is none of that name
   */
  public String get(String column) {
    return cells.get(columns.indexOf(column, place.file()));
  }
}
