package dev.heed.models.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Activation;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.models.arch.IdleBackend;
import org.junit.jupiter.api.Test;

class SelfAttentionTest {
  @Test
  void weightsThatFitNoTensorAreRefusedWithTheNumbers() {
    int tokens = 40_000;
    try (Backend backend = new IdleBackend();
        Scope scope = backend.newScope("test");
        Scope activations = backend.newScope("activations");
        CommandQueue queue = backend.newQueue("test")) {
      Dense project =
          new Dense(new PlainWeight(scope.allocate(DType.F32, 6, 2)), null, Activation.IDENTITY);
      Dense out =
          new Dense(new PlainWeight(scope.allocate(DType.F32, 2, 2)), null, Activation.IDENTITY);
      Observer everything = (name, rows, value, spans, line) -> {};
      Pass pass = new Pass(queue, new Workspace(activations), SeqSpans.packed(tokens), everything);
      SelfAttention attention = new SelfAttention(2, project, out);
      assertThatThrownBy(() -> attention.apply(pass, pass.take(tokens, 2), "attentions.0"))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("2 heads over 1,600,000,000 pairs of tokens")
          .hasMessageContaining("2,147,483,647");
    }
  }
}
