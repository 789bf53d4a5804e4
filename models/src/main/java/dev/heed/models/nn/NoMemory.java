package dev.heed.models.nn;

import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Nothing came before: whole texts in one pass, as in training.
 *
 * @param rotation of queries and keys, or null
 */
public record NoMemory(@Nullable Rotation rotation) implements AttentionMemory {
  @Override
  public Rows with(Pass pass, Tensor keys, Tensor values) {
    return new Rows(keys, values, pass.spans());
  }
}
