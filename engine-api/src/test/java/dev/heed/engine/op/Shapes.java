package dev.heed.engine.op;

import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;

/** Tensors to make ops of: shapes, and views of buffers that hold nothing. */
final class Shapes {
  private Shapes() {}

  private record Bytes(String scope, long byteSize) implements Buffer {
    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public Object owner() {
      return this;
    }
  }

  static Tensor f32(int... shape) {
    return Tensor.shapeOnly(DType.F32, shape);
  }

  static Tensor f16(int... shape) {
    return Tensor.shapeOnly(DType.F16, shape);
  }

  static Tensor i32(int... shape) {
    return Tensor.shapeOnly(DType.I32, shape);
  }

  /** Dense F32 in one buffer that all tensors of this method share, from an element on. */
  static Tensor at(int element, int... shape) {
    return at(DType.F32, element, shape);
  }

  static Tensor at(DType dtype, int element, int... shape) {
    return new Tensor(new Bytes("shared", 4096), dtype, Layout.of(shape).shifted(element));
  }

  /** Rows that all lie at one place. */
  static Tensor repeated(int rows, int width) {
    return repeated(DType.F32, rows, width);
  }

  static Tensor repeated(DType dtype, int rows, int width) {
    Layout layout = Layout.strided(0, new int[] {rows, width}, new long[] {0, 1});
    return new Tensor(null, dtype, layout);
  }
}
