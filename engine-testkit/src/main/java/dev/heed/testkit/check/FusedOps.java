package dev.heed.testkit.check;

import dev.heed.engine.Scope;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;

/** One of each op that a backend may compose of others; what the tensors hold does not matter. */
enum FusedOps {
  LINEAR {
    @Override
    Op over(Scope scope) {
      return new Linear(
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F16, 30, 40),
          scope.allocate(DType.F32, 30),
          Activation.GELU,
          scope.allocate(DType.F32, 7, 30));
    }
  },
  GATED_MLP {
    @Override
    Op over(Scope scope) {
      return new GatedMlp(
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 30, 40),
          scope.allocate(DType.F32, 30, 40),
          null,
          null,
          Activation.SILU,
          scope.allocate(DType.F32, 7, 30));
    }
  },
  ADD_NORM {
    @Override
    Op over(Scope scope) {
      return new AddNorm(
          NormKind.LAYER,
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 7, 40),
          null,
          null,
          1e-5f,
          null,
          scope.allocate(DType.F32, 7, 40));
    }
  },
  ATTENTION {
    @Override
    Op over(Scope scope) {
      return Attention.of(
          scope.allocate(DType.F32, 30, 4, 16),
          scope.allocate(DType.F32, 30, 2, 16),
          scope.allocate(DType.F32, 30, 2, 16),
          SeqSpans.packed(7, 23),
          SeqSpans.packed(7, 23),
          Masking.CAUSAL,
          0.25f,
          scope.allocate(DType.F32, 30, 4, 16));
    }
  },
  LINEAR_GRADIENT {
    @Override
    Op over(Scope scope) {
      return new LinearGradient(
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F16, 30, 40),
          scope.allocate(DType.F32, 7, 30),
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 30, 40),
          scope.allocate(DType.F32, 30));
    }
  },
  GATED_MLP_GRADIENT {
    @Override
    Op over(Scope scope) {
      return new GatedMlpGradient(
          Activation.SILU,
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 7, 40),
          scope.allocate(DType.F32, 7, 40));
    }
  },
  ATTENTION_GRADIENT {
    @Override
    Op over(Scope scope) {
      SeqSpans spans = SeqSpans.packed(7, 23);
      Attention attention =
          new Attention(
              scope.allocate(DType.F32, 30, 4, 16),
              scope.allocate(DType.F32, 30, 2, 16),
              scope.allocate(DType.F32, 30, 2, 16),
              spans,
              spans,
              Masking.CAUSAL,
              0.25f,
              0,
              scope.allocate(DType.F32, 30, 4, 16),
              scope.allocate(DType.F32, 4, 30),
              null,
              new Chance(0.1f, 1));
      return new AttentionGradient(
          attention,
          scope.allocate(DType.F32, 30, 4, 16),
          scope.allocate(DType.F32, 30, 4, 16),
          scope.allocate(DType.F32, 30, 2, 16),
          scope.allocate(DType.F32, 30, 2, 16),
          null);
    }
  };

  abstract Op over(Scope scope);
}
