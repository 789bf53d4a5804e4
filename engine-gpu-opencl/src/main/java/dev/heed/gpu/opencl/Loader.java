package dev.heed.gpu.opencl;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClQueue;
import dev.heed.gpu.opencl.launch.Launcher;
import dev.heed.gpu.opencl.launch.ProductLaunches;
import dev.heed.gpu.opencl.memory.TransferRing;
import java.lang.foreign.MemorySegment;

/** The backend's own line of work, for what no queue runs: each call has ended when it returns. */
final class Loader implements AutoCloseable {
  private final ClQueue queue;
  private final TransferRing ring;
  private final Launcher launcher;
  private boolean closed;

  Loader(OpenClBackend backend) {
    this.queue = backend.context().newQueue();
    this.ring = new TransferRing(queue);
    this.launcher =
        new Launcher(backend.programs(), queue, backend.nothing(), backend.waitsAfterEach());
  }

  /** Bytes → buffer, from byte {@code at} on. */
  synchronized void upload(MemorySegment from, ClBuffer to, long at) {
    refuseIfClosed();
    ring.upload(from, to, at);
    ring.finish();
  }

  /** packed [columns, rows] = weight [rows, columns] the other way round. */
  synchronized void pack(Tensor weight, Tensor packed) {
    refuseIfClosed();
    ProductLaunches.pack(launcher, weight, packed);
    ring.finish();
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("the backend is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    launcher.close();
    ring.close();
    queue.close();
  }
}
