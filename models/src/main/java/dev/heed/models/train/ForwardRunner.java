package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;

/** Runs a model whose parameters are learned, outside of a training. One thread at a time. */
public final class ForwardRunner implements Forward, AutoCloseable {
  private final CommandQueue queue;
  private final Scope scope;
  private final Workspace workspace;

  /** On the model's backend. */
  public ForwardRunner(Backend backend) {
    queue = backend.newQueue("running what was learned");
    try {
      scope = backend.newScope("values of a pass");
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
    workspace = new Workspace(scope);
  }

  @Override
  public Pass look(SeqSpans spans) {
    queue.synchronize();
    workspace.begin();
    return new Pass(queue, workspace, spans, null);
  }

  @Override
  public float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  @Override
  public void close() {
    try {
      queue.close();
    } finally {
      scope.close();
    }
  }
}
