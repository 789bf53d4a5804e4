package dev.heed.testkit.onnx;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Assumptions;

/**
 * Memory and a queue for one node: brings its values to the backend, runs ops, brings results back.
 * Half floats are widened and narrowed by the backend's own {@link Copy}.
 */
final class Workbench implements AutoCloseable {
  private final Backend backend;
  private final Scope scope;
  private final CommandQueue queue;

  Workbench(Backend backend) {
    this.backend = backend;
    this.scope = backend.newScope("node vectors");
    this.queue = backend.newQueue("node vectors");
  }

  /** F32 memory of this shape. */
  Tensor empty(int... shape) {
    return scope.allocate(DType.F32, shape);
  }

  /** I32 memory of this shape. */
  Tensor emptyIndices(int... shape) {
    return scope.allocate(DType.I32, shape);
  }

  /** Floating values of any width as F32 of this shape. */
  Tensor floats(OnnxTensor values, int... shape) {
    if (values.type() == OnnxType.DOUBLE) {
      return floats(values.floats(), shape);
    }
    Tensor stored = as(values, shape);
    return stored.dtype() == DType.F32 ? stored : copied(stored, DType.F32);
  }

  /** These values as F32 of this shape. */
  Tensor floats(float[] values, int... shape) {
    Tensor tensor = empty(shape);
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** These values as I32 [count]. */
  Tensor indices(int... values) {
    Tensor tensor = emptyIndices(values.length);
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** The values in Heed's type of the same bits. */
  Tensor as(OnnxTensor values, int... shape) {
    DType dtype = values.type().dtype();
    if (dtype == null) {
      throw new IllegalArgumentException("Heed has no type like that of " + values);
    }
    Tensor tensor = scope.allocate(dtype, shape);
    queue.upload(MemorySegment.ofArray(values.bytes()), tensor);
    return tensor;
  }

  /** The same values in another type. */
  Tensor copied(Tensor values, DType dtype) {
    Tensor copy = scope.allocate(dtype, values.layout().shape());
    run(new Copy(values, copy));
    return copy;
  }

  /** Runs an op; the test is skipped when the backend says that it does not support it. */
  void run(Op op) {
    if (backend.support(op) instanceof Support.Unsupported unsupported) {
      Assumptions.abort("skipped: " + op.name() + " is not supported: " + unsupported.why());
    }
    queue.run(op);
  }

  /** The values of a tensor as an ONNX type that Heed has too, or DOUBLE, under these sizes. */
  OnnxTensor download(Tensor tensor, OnnxType type, int... dims) {
    DType dtype = type.dtype();
    if (dtype == null) {
      return asDoubles(download(tensor, OnnxType.FLOAT, dims), type);
    }
    Tensor stored = tensor.dtype() == dtype ? tensor : copied(tensor, dtype);
    byte[] bytes = new byte[Math.toIntExact(stored.byteSize())];
    queue.download(stored, MemorySegment.ofArray(bytes));
    return new OnnxTensor(type, dims, bytes);
  }

  /** The values of an I32 tensor as INT64, as ONNX writes indices. */
  OnnxTensor downloadIndices(Tensor tensor, int... dims) {
    int[] values = new int[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    long[] wide = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return OnnxTensor.of(wide, dims);
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
  }

  private static OnnxTensor asDoubles(OnnxTensor values, OnnxType type) {
    if (type != OnnxType.DOUBLE) {
      throw new IllegalArgumentException("results are not " + type);
    }
    ByteBuffer doubles = ByteBuffer.allocate(8 * values.elements()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values.floats()) {
      doubles.putDouble(value);
    }
    return new OnnxTensor(OnnxType.DOUBLE, values.dims(), doubles.array());
  }
}
