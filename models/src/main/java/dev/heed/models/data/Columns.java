package dev.heed.models.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of the columns of a data set, in the order of the file; each is there once.
 *
 * @param names the names, none of them twice
 */
public record Columns(List<String> names) {
  /**
   * Checks the names.
   *
   * @throws DataException if one comes twice
   */
  public Columns {
    names = List.copyOf(names);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new DataException("the column %s is there twice".formatted(Shown.of(name)));
      }
    }
  }

  /** As named. */
  public static Columns of(String... names) {
    return new Columns(List.of(names));
  }

  /** How many there are. */
  public int size() {
    return names.size();
  }

  /**
   * The number of a column, from 0.
   *
   * @param origin the file, for the error text
   * @throws DataException if there is none of that name
   */
  public int indexOf(String name, String origin) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new DataException(
          "%s: there is no column %s; its columns are %s"
              .formatted(origin, Shown.of(name), Shown.list(names)));
    }
    return index;
  }
}
