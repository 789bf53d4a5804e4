package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Usage;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.JoclCalls;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A training step, over and over: once its largest batch has been met it makes nothing. */
class SteadyStepTest {
  private static final int WIDTH = 24;
  private static final int HEADS = 3;
  private static final int STEPS = 500;
  private static final int KINDS = 5;

  @Test
  void aSteadyStepMakesAndReleasesNothingOnTheDevice() {
    OpenClMachine.assumeDevice();
    CallLedger ledger = new CallLedger(new JoclCalls());
    OpenClProvider provider = Session.provider(ledger.calls());
    try (Backend backend = provider.open(Session.device(provider), Session.options());
        Scope weights = backend.newScope("weights");
        Scope activations = backend.newScope("activations");
        CommandQueue queue = backend.newQueue("steps")) {
      Step step = Step.load(weights, activations, queue);
      for (int n = 0; n < 3 * KINDS; n++) {
        step.run(n);
      }
      Usage usage = backend.usage();
      ledger.fail(CallLedger.Fault.NONE); // from here on calls are counted
      for (int n = 0; n < STEPS; n++) {
        step.run(n);
      }
      Map<String, Integer> counts = ledger.counts();
      assertThat(counts.get("enqueueNDRangeKernel")).isGreaterThanOrEqualTo(12 * STEPS);
      assertThat(counts).doesNotContainKeys(SteadyPassTest.MAKERS.toArray(String[]::new));
      assertThat(backend.usage()).isEqualTo(usage);
    }
    assertThat(ledger.live()).isEmpty();
  }

  /** One layer and its optimiser, all of it zeros. */
  private record Step(
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      Tensor table,
      Scope activations,
      CommandQueue queue) {
    static Step load(Scope weights, Scope activations, CommandQueue queue) {
      Tensor[] matrices = new Tensor[5];
      for (int m = 0; m < matrices.length; m++) {
        matrices[m] = weights.allocate(DType.F32, WIDTH, WIDTH);
        queue.run(new Fill(matrices[m], 0));
      }
      return new Step(
          matrices[0], matrices[1], matrices[2], matrices[3], matrices[4], activations, queue);
    }

    /** Two sequences, the first one longer with each kind. */
    void run(int step) {
      activations.reset();
      int kind = step % KINDS;
      SeqSpans spans = SeqSpans.packed(3 + 2 * kind, 4);
      int tokens = spans.total();
      Tensor targets = activations.allocate(DType.I32, tokens);
      queue.upload(MemorySegment.ofArray(new int[tokens]), targets);
      Tensor x = rows(tokens);
      queue.run(new Fill(x, 1));
      Tensor projected = rows(tokens);
      queue.run(new Linear(x, weight, null, Activation.IDENTITY, projected));
      Tensor found = rows(tokens);
      Attention attention = attention(projected, spans, found, step);
      queue.run(attention);
      Tensor logits = rows(tokens);
      queue.run(new Dropout(new Chance(0.1f, step), found, logits));
      Tensor losses = activations.allocate(DType.F32, tokens);
      queue.run(new CrossEntropy(logits, targets, 0, null, losses, null));

      Tensor toFound = rows(tokens);
      queue.run(new CrossEntropyGradient(logits, targets, 0, null, losses, toFound));
      queue.run(new NormGradient(NormKind.LAYER, found, null, 1e-5f, toFound, toFound, null, null));
      Tensor toQ = rows(tokens);
      queue.run(
          new AttentionGradient(
              attention,
              toFound.splitLast(HEADS),
              toQ.splitLast(HEADS),
              rows(tokens).splitLast(HEADS),
              rows(tokens).splitLast(HEADS),
              null));
      queue.run(new LinearGradient(x, weight, toQ, rows(tokens), gradient, null));
      queue.run(new ScatterAddRows(toQ, targets, table));
      Tensor norm = activations.allocate(DType.F32, 1);
      queue.run(new SumSquares(gradient, norm));
      queue.run(
          new AdamStep(
              weight, gradient, first, second, null, 1e-3f, 0.9f, 0.99f, 1e-8f, 0.01f, true, 1, 1,
              1));
      queue.download(norm, MemorySegment.ofArray(new float[1]));
    }

    private Tensor rows(int tokens) {
      return activations.allocate(DType.F32, tokens, WIDTH);
    }

    private Attention attention(Tensor projected, SeqSpans spans, Tensor out, int step) {
      Tensor heads = projected.splitLast(HEADS);
      Tensor logSumExp = activations.allocate(DType.F32, HEADS, projected.size(0));
      return new Attention(
          heads,
          heads,
          heads,
          spans,
          spans,
          Masking.NONE,
          1,
          0,
          out.splitLast(HEADS),
          logSumExp,
          null,
          new Chance(0.1f, step));
    }
  }
}
