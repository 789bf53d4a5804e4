package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Conversions;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Copy, with casts and other strides, and Fill. */
final class Copies {
  private Copies() {}

  static void copy(Resources with, Copy op) {
    Tensor from = op.from();
    Tensor to = op.out();
    MemorySegment source = HostBuffer.of(from).segment();
    MemorySegment target = HostBuffer.of(to).segment();
    long work = (from.dtype() == to.dtype() ? 1L : 16L) * from.width();
    with.rows(from.rows(), work, (first, end, own) -> run(from, source, to, target, first, end));
  }

  static void fill(Resources with, Fill op) {
    Floats out = new Floats(op.out());
    with.rows(
        out.rows,
        out.width,
        (first, end, own) -> {
          for (int row = first; row < end; row++) {
            int at = out.row(row);
            Arrays.fill(out.data, at, at + out.width, op.value());
          }
        });
  }

  /** Copies all rows on this thread. */
  static void run(Tensor from, Tensor to) {
    run(from, HostBuffer.of(from).segment(), to, HostBuffer.of(to).segment(), 0, from.rows());
  }

  private static void run(
      Tensor from, MemorySegment source, Tensor to, MemorySegment target, int first, int end) {
    Layout in = from.layout();
    Layout out = to.layout();
    int width = in.width();
    if (width == 0) {
      return; // places of rows without elements may lie past the end
    }
    boolean widen =
        to.dtype() == DType.F32 && (from.dtype().isFloating() || from.dtype().isQuantized());
    boolean narrow = from.dtype() == DType.F32 && to.dtype().isFloating();
    boolean sameType = from.dtype() == to.dtype();
    for (int row = first; row < end; row++) {
      long read = in.rowOffset(row);
      long write = out.rowOffset(row);
      if (!sameType && widen) {
        float[] floats = HostBuffer.floats(to);
        int at = Math.toIntExact(HostBuffer.offset(to) + write - out.offset());
        Conversions.toFloats(source, from.dtype(), read, floats, at, width);
      } else if (!sameType && narrow && HostBuffer.isOnHeap(from)) {
        float[] floats = HostBuffer.floats(from);
        int at = Math.toIntExact(HostBuffer.offset(from) + read - in.offset());
        Conversions.fromFloats(floats, at, width, target, to.dtype(), write);
      } else {
        Conversions.convert(source, from.dtype(), read, target, to.dtype(), write, width);
      }
    }
  }
}
