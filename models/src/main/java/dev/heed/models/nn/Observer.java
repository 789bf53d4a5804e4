package dev.heed.models.nn;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;

/**
 * Watches a pass: layers announce what they computed under the names that Hugging Face uses. One
 * facility for tests, traces and explanations; without an observer nothing is kept or copied.
 */
public interface Observer {
  /** What the rows of an announced tensor stand for. */
  enum Rows {
    /** [tokens, width]: the tokens of all sequences, as the spans say. */
    TOKENS,
    /** [sequences, width]. */
    SEQUENCES,
    /** [count]: one sequence after the other, each [heads, tokens, tokens]. */
    ATTENTION
  }

  /** True when the value is wanted; asked before anything is computed or kept for it. */
  default boolean wants(String name) {
    return true;
  }

  /**
   * A value as it is now. Its memory is written again as soon as this returns: copy what you need
   * by {@code queue.download}.
   *
   * @param name such as {@code hidden_states.0}
   * @param rows what the value's rows are
   * @param value F32
   * @param spans the sequences
   */
  void observe(String name, Rows rows, Tensor value, SeqSpans spans, CommandQueue queue);
}
