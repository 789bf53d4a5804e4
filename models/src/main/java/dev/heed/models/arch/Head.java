package dev.heed.models.arch;

import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Dense;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.RowNorm;
import org.jspecify.annotations.Nullable;

/** What turns last hidden states into logits. */
public sealed interface Head {
  /** No logits. */
  record None() implements Head {}

  /**
   * [tokens, width] → [sequences, labels], from the first token of each.
   *
   * @param dense of the head itself; null where it reads the pooler
   * @param out to the labels
   */
  record OfSequences(@Nullable Dense dense, Dense out) implements Head {
    /**
     * @param first [sequences, width]: the first tokens' states, or what the pooler made of them
     */
    Tensor apply(Pass pass, Tensor first) {
      pass.drop(first);
      if (dense == null) {
        return out.apply(pass, first);
      }
      Tensor hidden = dense.apply(pass, first);
      pass.drop(hidden);
      Tensor logits = out.apply(pass, hidden);
      pass.release(hidden);
      return logits;
    }
  }

  /**
   * [tokens, width] → [sequences, labels], from all tokens of each.
   *
   * @param pooling makes a sequence's states one
   * @param out to the labels
   */
  record OfPooled(Pooling pooling, Dense out) implements Head {
    /**
     * @param pooled [sequences, width]
     */
    Tensor apply(Pass pass, Tensor pooled) {
      pass.drop(pooled);
      return out.apply(pass, pooled);
    }
  }

  /**
   * [tokens, width] → [tokens, labels].
   *
   * @param dense before the norm; null for none
   * @param norm after it; null for none
   * @param out to the labels, or to the vocabulary
   */
  record OfTokens(@Nullable Dense dense, @Nullable RowNorm norm, Dense out) implements Head {
    Tensor apply(Pass pass, Tensor states) {
      if (dense == null) {
        return out.apply(pass, states);
      }
      Tensor hidden = dense.apply(pass, states);
      if (norm != null) {
        hidden = norm.apply(pass, hidden);
      }
      Tensor logits = out.apply(pass, hidden);
      pass.release(hidden);
      return logits;
    }
  }
}
