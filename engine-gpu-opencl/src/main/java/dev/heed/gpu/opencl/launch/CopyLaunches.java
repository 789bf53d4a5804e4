package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Between element types and strides. */
public final class CopyLaunches {
  private static final KernelId COPY = KernelId.of("copy", "copy");
  private static final KernelId FILL = KernelId.of("copy", "fill");

  private CopyLaunches() {}

  /** out = from. */
  public static void copy(Launcher launcher, Copy op) {
    copy(launcher, op.from(), op.out());
  }

  /** to = from; the same bits where the types are equal. */
  public static void copy(Launcher launcher, Tensor from, Tensor to) {
    if (to.dtype().isQuantized()) {
      copy(launcher, asBytes(from), asBytes(to));
      return;
    }
    if (to.elements() > 0) {
      launcher
          .kernel(COPY)
          .tensor(from)
          .value(Codes.of(from.dtype()))
          .tensor(to)
          .value(Codes.of(to.dtype()))
          .sizes(to.layout())
          .value(to.elements())
          .forEachElement(to.elements());
    }
  }

  /** The blocks of a quantized tensor. */
  private static Tensor asBytes(Tensor blocks) {
    DType type = blocks.dtype();
    Layout layout = blocks.layout();
    int[] sizes = layout.shape();
    long[] strides = new long[sizes.length];
    for (int d = 0; d < sizes.length; d++) {
      strides[d] = type.bytes(layout.stride(d));
    }
    strides[sizes.length - 1] = 1;
    sizes[sizes.length - 1] = Math.toIntExact(type.bytes(layout.width()));
    long offset = type.bytes(layout.offset());
    return new Tensor(blocks.buffer(), DType.U8, Layout.strided(offset, sizes, strides));
  }

  /** Sets every bit of a tensor to zero, whole 32-bit words of it. */
  public static void zero(Launcher launcher, Tensor words) {
    fill(launcher, words, 0);
  }

  /** out = value everywhere. */
  public static void fill(Launcher launcher, Fill op) {
    fill(launcher, op.out(), op.value());
  }

  private static void fill(Launcher launcher, Tensor out, float value) {
    if (out.elements() > 0) {
      launcher
          .kernel(FILL)
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .value(value)
          .forEachElement(out.elements());
    }
  }
}
