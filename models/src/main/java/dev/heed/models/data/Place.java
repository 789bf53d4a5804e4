package dev.heed.models.data;

/**
 * Where an example stands.
 *
 * @param file the file, for error texts
 * @param line the line that it begins in, from 1
 */
public record Place(String file, long line) {
  /** Such as {@code train.csv: line 12}. */
  @Override
  public String toString() {
    return "%s: line %d".formatted(file, line);
  }

  /** An error in one column here. */
  DataException error(String column, String problem) {
    return new DataException("%s, column %s: %s".formatted(this, Shown.of(column), problem));
  }
}
