package dev.heed.app.search;

import org.jspecify.annotations.Nullable;

/** The passages of a file, one after the other; blank ones are passed over. */
public interface PassageReader {
  /**
   * The next one, or null at the end.
   *
   * @throws dev.heed.app.io.FileException if the file is not what its format says
   */
  @Nullable Passage next();
}
