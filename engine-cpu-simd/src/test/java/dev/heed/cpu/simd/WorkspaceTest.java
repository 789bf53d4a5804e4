package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Working memory grows with threads and queues, not with their product. */
class WorkspaceTest {
  private static final int ROWS = 256;
  private static final int WIDTH = 384;

  @Test
  void oneThreadTakesOnePiece() {
    assertThat(taken(1, 1)).isPositive();
    assertThat(taken(1, 5)).isEqualTo(5 * taken(1, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void queuesShareThePiecesOfTheWorkers(int threads) {
    long piece = taken(1, 1);
    int queues = 8;
    assertThat(taken(threads, queues)).isLessThanOrEqualTo((queues + threads - 1) * piece);
  }

  /** Bytes that so many queues and the workers hold when each queue has run large ops. */
  private static long taken(int threads, int queues) {
    try (Backend backend =
            Backends.installed()
                .choose(BackendRequest.named("cpu-simd"))
                .open(BackendOptions.DEFAULT.withThreads(threads));
        Scope scope = backend.newScope("tensors")) {
      List<Op> ops = ops(backend, scope);
      long before = backend.usage().bytes();
      for (int q = 0; q < queues; q++) {
        CommandQueue queue = backend.newQueue("queue " + q);
        ops.forEach(queue::run);
      }
      return backend.usage().bytes() - before;
    }
  }

  private static List<Op> ops(Backend backend, Scope scope) {
    Tensor in = scope.allocate(DType.F32, ROWS, WIDTH);
    Tensor out = scope.allocate(DType.F32, ROWS, WIDTH);
    PackedWeight weight = backend.pack(scope.allocate(DType.F32, WIDTH, WIDTH), scope);
    SeqSpans all = SeqSpans.packed(ROWS);
    Tensor heads = in.splitLast(12);
    return List.of(
        new PackedLinear(in, weight, null, Activation.IDENTITY, out),
        Attention.of(
            heads, heads, heads, all, all, Masking.of(Visibility.ALL), 1, out.splitLast(12)));
  }
}
