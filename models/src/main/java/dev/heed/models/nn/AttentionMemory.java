package dev.heed.models.nn;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What the tokens of a pass attend to, besides each other. */
public sealed interface AttentionMemory permits KeyValues, NoMemory {
  /** Of queries and keys by where they stand, or null. */
  @Nullable Rotation rotation();

  /**
   * Keys and values of this pass behind those of the tokens before.
   *
   * @param keys F32 [tokens, keyHeads · headSize]
   * @param values as keys
   */
  Rows with(Pass pass, Tensor keys, Tensor values);

  /**
   * What is attended to.
   *
   * @param keys F32, F16 or BF16 [rows, keyHeads · headSize]
   * @param values of the same type and shape
   * @param spans rows of each sequence
   */
  record Rows(Tensor keys, Tensor values, SeqSpans spans) {}
}
