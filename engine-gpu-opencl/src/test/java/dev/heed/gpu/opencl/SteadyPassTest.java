package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Usage;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.JoclCalls;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An encoder's pass, over and over: once its largest batch has been met it makes nothing. */
class SteadyPassTest {
  private static final int VOCABULARY = 16;
  private static final int WIDTH = 24;
  private static final int HEADS = 3;
  private static final int PASSES = 10_000;

  /** More kinds of batches than a queue keeps plans of. */
  private static final int KINDS = 9;

  /** Calls that make or release something on the device. */
  static final List<String> MAKERS =
      List.of(
          "createBuffer",
          "createKernel",
          "createProgramWithSource",
          "createProgramWithBinary",
          "buildProgram",
          "createCommandQueue",
          "createContext",
          "enqueueMapBuffer",
          "enqueueMarker",
          "releaseMemObject",
          "releaseKernel");

  @Test
  void aSteadyPassMakesAndReleasesNothingOnTheDevice() {
    OpenClMachine.assumeDevice();
    CallLedger ledger = new CallLedger(new JoclCalls());
    OpenClProvider provider = Session.provider(ledger.calls());
    try (Backend backend = provider.open(Session.device(provider), Session.options());
        Scope weights = backend.newScope("weights");
        Scope activations = backend.newScope("activations");
        CommandQueue queue = backend.newQueue("passes")) {
      Pass pass = Pass.load(backend, weights, activations, queue);
      for (int p = 0; p < 3 * KINDS; p++) {
        pass.run(p % KINDS);
      }
      Usage usage = backend.usage();
      List<String> live = ledger.live();
      ledger.fail(CallLedger.Fault.NONE); // from here on calls are counted
      for (int p = 0; p < PASSES; p++) {
        pass.run(p % KINDS);
      }
      Map<String, Integer> counts = ledger.counts();
      assertThat(counts.get("enqueueNDRangeKernel")).isGreaterThanOrEqualTo(7 * PASSES);
      assertThat(counts).doesNotContainKeys(MAKERS.toArray(String[]::new));
      assertThat(ledger.live()).isEqualTo(live);
      assertThat(backend.usage()).isEqualTo(usage);
    }
    assertThat(ledger.live()).isEmpty();
  }

  /** One layer, its parameters all zeros. */
  private record Pass(
      Tensor table, PackedWeight qkv, PackedWeight out, Scope activations, CommandQueue queue) {
    static Pass load(Backend backend, Scope weights, Scope activations, CommandQueue queue) {
      Tensor table = matrix(queue, weights, VOCABULARY);
      PackedWeight qkv = backend.pack(matrix(queue, weights, 3 * WIDTH), weights);
      PackedWeight out = backend.pack(matrix(queue, weights, WIDTH), weights);
      queue.synchronize();
      return new Pass(table, qkv, out, activations, queue);
    }

    private static Tensor matrix(CommandQueue queue, Scope scope, int rows) {
      Tensor matrix = scope.allocate(DType.F32, rows, WIDTH);
      queue.upload(MemorySegment.ofArray(new float[rows * WIDTH]), matrix);
      return matrix;
    }

    /** Two sequences, the first one longer with each kind. */
    void run(int kind) {
      activations.reset();
      SeqSpans spans = SeqSpans.packed(3 + 2 * kind, 4);
      int tokens = 7 + 2 * kind;
      Tensor ids = activations.allocate(DType.I32, tokens);
      queue.upload(MemorySegment.ofArray(new int[tokens]), ids);
      Tensor x = activations.allocate(DType.F32, tokens, WIDTH);
      queue.run(new GatherRows(table, ids, false, x));
      Tensor projected = activations.allocate(DType.F32, tokens, 3 * WIDTH);
      queue.run(new PackedLinear(x, qkv, null, Activation.IDENTITY, projected));
      Tensor found = activations.allocate(DType.F32, tokens, WIDTH);
      queue.run(
          Attention.of(
              heads(projected, 0),
              heads(projected, 1),
              heads(projected, 2),
              spans,
              spans,
              Masking.NONE,
              1,
              found.splitLast(HEADS)));
      Tensor change = activations.allocate(DType.F32, tokens, WIDTH);
      queue.run(new PackedLinear(found, out, null, Activation.GELU, change));
      queue.run(new AddNorm(NormKind.RMS, x, change, null, null, 1e-6f, null, x));
      Tensor pooled = activations.allocate(DType.F32, spans.count(), WIDTH);
      queue.run(new PoolRows(Pooling.MEAN, x, spans, pooled));
      queue.run(new NormalizeRows(pooled, 1e-12f, pooled));
      queue.download(pooled, MemorySegment.ofArray(new float[spans.count() * WIDTH]));
    }

    private static Tensor heads(Tensor projected, int part) {
      return projected.slice(1, part * WIDTH, (part + 1) * WIDTH).splitLast(HEADS);
    }
  }
}
