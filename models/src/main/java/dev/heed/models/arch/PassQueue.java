package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A queue and the memory of a pass: what one caller at a time needs. */
final class PassQueue implements AutoCloseable {
  /** Elements: 4 MiB, which are copied twice. */
  private static final long MOST_IN_ONE_PIECE = 1 << 20;

  private final CommandQueue queue;
  private final Scope activations;
  private final Workspace workspace;

  PassQueue(Backend backend, String model) {
    this.activations = backend.newScope("activations of " + model);
    this.workspace = new Workspace(activations);
    try {
      this.queue = backend.newQueue(model);
    } catch (RuntimeException | Error e) {
      activations.close();
      throw e;
    }
  }

  /** Starts a pass over sequences; what the last one computed is gone, and it had ended. */
  Pass begin(SeqSpans spans, @Nullable Observer observer) {
    workspace.begin();
    return new Pass(queue, workspace, spans, observer);
  }

  /** For what is not a pass's own. */
  CommandQueue commands() {
    return queue;
  }

  /**
   * The rows of an F32 tensor [rows, width], cut into arrays. Small ones come in one piece: a wait
   * for a device takes as long as the copy of a thousand rows.
   *
   * @param ends one past the last row of each array; they follow each other from row 0 on
   */
  float[][] download(Tensor tensor, int[] ends) {
    float[][] parts = new float[ends.length][];
    float @Nullable [] all =
        ends.length > 1 && tensor.elements() <= MOST_IN_ONE_PIECE ? rows(tensor) : null;
    int from = 0;
    for (int p = 0; p < ends.length; p++) {
      parts[p] =
          all == null
              ? rows(tensor.slice(0, from, ends[p]))
              : Arrays.copyOfRange(all, from * tensor.width(), ends[p] * tensor.width());
      from = ends[p];
    }
    return parts;
  }

  private float[] rows(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
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
