package dev.heed.models.data;

import org.jspecify.annotations.Nullable;

/** Sentences of an open file, one after the other, with tags as written. For one thread. */
public interface TaggedReader extends AutoCloseable {
  /**
   * The next one, or null at the end.
   *
   * @throws DataException if what comes is not of the format
   */
  @Nullable TaggedSentence next();

  /** Closes the file. */
  @Override
  void close();
}
