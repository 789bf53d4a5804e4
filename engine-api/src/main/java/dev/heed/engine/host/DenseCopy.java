package dev.heed.engine.host;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Bytes in row-major order to and from tensors of any strides. */
final class DenseCopy {
  private DenseCopy() {}

  static void toTensor(MemorySegment from, Tensor to) {
    checkSize("upload", from, to);
    MemorySegment memory = HostBuffer.of(to).segment();
    Layout layout = to.layout();
    if (layout.isDense()) {
      long at = to.dtype().bytes(layout.offset());
      MemorySegment.copy(from, 0, memory, at, to.byteSize());
      return;
    }
    long rowBytes = to.dtype().bytes(layout.width());
    for (int r = 0; r < layout.rows(); r++) {
      long at = to.dtype().bytes(layout.rowOffset(r));
      MemorySegment.copy(from, r * rowBytes, memory, at, rowBytes);
    }
  }

  static void fromTensor(Tensor from, MemorySegment to) {
    checkSize("download", to, from);
    MemorySegment memory = HostBuffer.of(from).segment();
    Layout layout = from.layout();
    if (layout.isDense()) {
      long at = from.dtype().bytes(layout.offset());
      MemorySegment.copy(memory, at, to, 0, from.byteSize());
      return;
    }
    long rowBytes = from.dtype().bytes(layout.width());
    for (int r = 0; r < layout.rows(); r++) {
      long at = from.dtype().bytes(layout.rowOffset(r));
      MemorySegment.copy(memory, at, to, r * rowBytes, rowBytes);
    }
  }

  private static void checkSize(String what, MemorySegment bytes, Tensor tensor) {
    if (bytes.byteSize() != tensor.byteSize()) {
      throw new InvalidOpException(
          "%s: tensor %s has %,d bytes, but the segment has %,d"
              .formatted(what, tensor, tensor.byteSize(), bytes.byteSize()));
    }
  }
}
