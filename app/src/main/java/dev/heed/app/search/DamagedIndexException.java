package dev.heed.app.search;

import dev.heed.engine.error.HeedException;

/** A file that should be an index is none, or not whole. It can be built again. */
public final class DamagedIndexException extends HeedException {
  private static final long serialVersionUID = 1L;

  DamagedIndexException(String message) {
    super(message);
  }
}
