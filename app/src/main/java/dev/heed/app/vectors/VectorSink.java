package dev.heed.app.vectors;

import dev.heed.models.Embedding;

/** Where embeddings go, one after the other; memory for one of them. */
public interface VectorSink {
  /**
   * One more.
   *
   * @param index number of the text, from 0
   */
  void write(long index, String text, Embedding embedding);

  /** All are written. */
  void finish();
}
