package dev.heed.testkit.self;

import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.lang.foreign.MemorySegment;

/** Tensors in host memory to dense values, and back. */
final class HostMemory {
  private HostMemory() {}

  static HostTensor read(Tensor tensor) {
    HostTensor values = new HostTensor(tensor.dtype(), tensor.layout().shape());
    MemorySegment memory = HostBuffer.of(tensor).segment();
    Layout layout = tensor.layout();
    long rowBytes = tensor.dtype().bytes(layout.width());
    for (int r = 0; r < layout.rows(); r++) {
      long at = tensor.dtype().bytes(layout.rowOffset(r));
      MemorySegment.copy(memory, at, values.segment(), r * rowBytes, rowBytes);
    }
    return values;
  }

  static void write(HostTensor values, Tensor tensor) {
    MemorySegment memory = HostBuffer.of(tensor).segment();
    Layout layout = tensor.layout();
    long rowBytes = tensor.dtype().bytes(layout.width());
    for (int r = 0; r < layout.rows(); r++) {
      long at = tensor.dtype().bytes(layout.rowOffset(r));
      MemorySegment.copy(values.segment(), r * rowBytes, memory, at, rowBytes);
    }
  }
}
