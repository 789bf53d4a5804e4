package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A queue and the memory of a pass: what one caller at a time needs. */
final class EncoderSession implements AutoCloseable {
  private final CommandQueue queue;
  private final Scope activations;
  private final Workspace workspace;

  EncoderSession(Backend backend, String model) {
    this.activations = backend.newScope("activations of " + model);
    this.workspace = new Workspace(activations);
    try {
      this.queue = backend.newQueue(model);
    } catch (RuntimeException | Error e) {
      activations.close();
      throw e;
    }
  }

  /** Starts a pass over a batch; what the last one computed is gone, and it had ended. */
  Pass begin(TokenBatch batch, @Nullable Observer observer) {
    workspace.begin();
    return new Pass(queue, workspace, batch.spans(), observer);
  }

  /** I32 [length], on the device until the pass ends. */
  Tensor upload(int[] values) {
    Tensor indices = workspace.takeIndices(values.length);
    queue.upload(MemorySegment.ofArray(values), indices);
    return indices;
  }

  /** Rows {@code from} to {@code to} of an F32 tensor [rows, width], as one array. */
  float[] download(Tensor tensor, int from, int to) {
    float[] values = new float[Math.multiplyExact(to - from, tensor.width())];
    queue.download(tensor.slice(0, from, to), MemorySegment.ofArray(values));
    return values;
  }

  /** Waits for all that was enqueued; what failed late is thrown here. */
  void finish() {
    queue.synchronize();
  }

  /** Waits for what runs. */
  @Override
  public void close() {
    try {
      queue.close();
    } finally {
      activations.close();
    }
  }
}
