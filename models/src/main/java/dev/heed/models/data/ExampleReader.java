package dev.heed.models.data;

import org.jspecify.annotations.Nullable;

/** Examples of an open file, one after the other. For one thread. */
public interface ExampleReader extends AutoCloseable {
  /** What the examples have; none where the file does not say and is empty. */
  Columns columns();

  /**
   * The next one, or null at the end.
   *
   * @throws DataException if what comes is not of the format
   */
  @Nullable Example next();

  /** Closes the file. */
  @Override
  void close();
}
