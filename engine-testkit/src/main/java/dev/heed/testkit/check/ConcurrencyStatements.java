package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Many threads on one backend: each with a queue of its own, over weights that all share. */
public final class ConcurrencyStatements {
  private static final int THREADS = 8;
  private static final int ROUNDS = 5;

  /** Rows of the layer, in two sequences: the projection and the attention are worth sharing. */
  private static final SeqSpans SEQUENCES = SeqSpans.packed(64, 128);

  private static final int INPUTS = 96;
  private static final int HEADS = 4;

  /** Columns of q, of k and of v. */
  private static final int WIDTH = 64;

  private final Subject subject;

  public ConcurrencyStatements(Subject subject) {
    this.subject = subject;
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    return new Statements(subject)
            .add("eight queues over shared weights give the bits of one", this::sharedWeights)
            .add("one scope serves eight threads", this::sharedScope)
            .stream();
  }

  private void sharedWeights() throws Exception {
    Backend backend = subject.twoThreads();
    try (Desk desk = new Desk(backend)) {
      Tensor weight = desk.floats(3 * WIDTH, INPUTS);
      PackedWeight packed = backend.pack(weight, desk.scope());
      HostTensor in = desk.randomFloats(SEQUENCES.total(), INPUTS);
      HostTensor expected = layer(backend, packed, in);
      everywhere(() -> {
        for (int round = 0; round < ROUNDS; round++) {
          HostTensor got = layer(backend, packed, in);
          int e = expected.firstDifference(got);
          assertThat(e).as("element that differs from a quiet run").isEqualTo(-1);
        }
        return true;
      });
    }
  }

  /** A projection and an attention over its parts. */
  private static HostTensor layer(Backend backend, PackedWeight weight, HostTensor in) {
    try (Desk desk = new Desk(backend)) {
      int rows = SEQUENCES.total();
      Tensor projected = desk.scope().allocate(DType.F32, rows, 3 * WIDTH);
      desk.run(new PackedLinear(desk.with(in), weight, null, Activation.GELU, projected));
      Tensor out = desk.scope().allocate(DType.F32, rows, HEADS, WIDTH / HEADS);
      desk.run(
          Attention.of(
              projected.slice(1, 0, WIDTH).splitLast(HEADS),
              projected.slice(1, WIDTH, 2 * WIDTH).splitLast(HEADS),
              projected.slice(1, 2 * WIDTH, 3 * WIDTH).splitLast(HEADS),
              SEQUENCES,
              SEQUENCES,
              Masking.CAUSAL,
              0.25f,
              out));
      return desk.read(out);
    }
  }

  private void sharedScope() throws Exception {
    Backend backend = subject.twoThreads();
    try (Scope scope = backend.newScope("shared")) {
      everywhere(() -> {
        try (CommandQueue queue = backend.newQueue("one of eight")) {
          List<Tensor> tensors = new ArrayList<>();
          float own = Thread.currentThread().threadId();
          for (int n = 1; n <= 50; n++) {
            Tensor tensor = scope.allocate(DType.F32, n * 7);
            queue.run(new Fill(tensor, own + n));
            tensors.add(tensor);
          }
          for (int n = 1; n <= 50; n++) {
            HostTensor values = new HostTensor(DType.F32, n * 7);
            queue.download(tensors.get(n - 1), values.segment());
            assertThat(values.toDoubles()).containsOnly(own + n);
          }
        }
        return true;
      });
    }
  }

  private static void everywhere(Callable<Boolean> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        results.add(threads.submit(work));
      }
      for (Future<Boolean> result : results) {
        try {
          result.get();
        } catch (ExecutionException e) {
          if (e.getCause() instanceof AssertionError wrong) {
            throw wrong;
          }
          throw e;
        }
      }
    }
  }
}
