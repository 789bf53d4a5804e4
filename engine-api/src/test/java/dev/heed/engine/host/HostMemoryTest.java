package dev.heed.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.QueueThreadException;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the scopes and queues of every host backend do before a kernel runs. */
class HostMemoryTest {
  private final List<Op> executed = new ArrayList<>();
  private Consumer<Op> kernels = executed::add;
  private final PlainBackend backend =
      new PlainBackend(
          new DeviceInfo("plain", 0, "nothing", Map.of()),
          BackendOptions.DEFAULT,
          op -> kernels.accept(op));
  private final Scope scope = backend.newScope("scope");
  private final CommandQueue queue = backend.newQueue("queue");

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void theArrayOfAReleasedTensorIsUnreachable() throws InterruptedException {
    Tensor tensor = scope.allocate(DType.F32, 1 << 20);
    WeakReference<float[]> array = new WeakReference<>(HostBuffer.floats(tensor));
    scope.close();
    for (int n = 0; n < 100 && !array.refersTo(null); n++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(array.refersTo(null)).as("the array is gone while %s is held", tensor).isTrue();
    assertThatThrownBy(() -> HostBuffer.floats(tensor))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("scope 'scope' was reset or closed");
  }

  @Test
  void aMappedTensorIsNeverAnOutput() {
    MemorySegment bytes = MemorySegment.ofArray(new float[9]);
    Tensor mapped = scope.map(bytes, DType.F32, Layout.of(3, 3));
    Tensor own = scope.allocate(DType.F32, 3, 3);
    String message = "tensor F32 [3, 3] in scope 'scope' is mapped";
    refused("fill: " + message, () -> queue.run(new Fill(mapped, 1)));
    refused("matMul: " + message, () -> queue.run(MatMul.of(own, own, mapped)));
    refused("upload: " + message, () -> queue.upload(bytes, mapped));
    assertThat(executed).isEmpty();
  }

  @Test
  void twoMapsOfOneSegmentAreNotWrittenThroughEachOther() {
    MemorySegment bytes = MemorySegment.ofArray(new float[9]);
    Tensor from = scope.map(bytes, DType.F32, Layout.of(9));
    Tensor to = scope.map(bytes, DType.F32, Layout.of(9));
    refused("copy: tensor F32 [9] in scope 'scope' is mapped", () -> queue.run(new Copy(from, to)));
  }

  @Test
  void aMappedTensorIsAnInput() {
    MemorySegment bytes = MemorySegment.ofArray(new float[9]);
    Tensor mapped = scope.map(bytes, DType.F32, Layout.of(9));
    Copy copy = new Copy(mapped, scope.allocate(DType.F32, 9));
    queue.run(copy);
    assertThat(executed).containsExactly(copy);
  }

  @Test
  void aSegmentOfMoreBytesThanALongCountsIsRefused() {
    Layout enormous = Layout.of(Integer.MAX_VALUE, Integer.MAX_VALUE);
    MemorySegment bytes = MemorySegment.ofArray(new float[9]);
    refused("more bytes than a long counts", () -> scope.map(bytes, DType.F32, enormous));
  }

  @Test
  void aQueueThatAnOpCallsSaysSo() {
    Tensor own = scope.allocate(DType.F32, 3);
    kernels = op -> queue.run(new Fill(own, 2));
    assertThatThrownBy(() -> queue.run(new Fill(own, 1)))
        .isInstanceOf(QueueThreadException.class)
        .hasMessageStartingWith("queue 'queue' is called from inside an op that it runs");
    kernels = executed::add;
    queue.run(new Fill(own, 3));
    assertThat(executed).hasSize(1);
  }

  private static void refused(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining(message);
  }
}
