package dev.heed.app.doctor;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Memory and a queue of one backend, and tensors whose contents follow from a seed alone. */
final class Workbench implements AutoCloseable {
  private final Backend backend;
  private final Scope scope;
  private final CommandQueue queue;

  Workbench(Backend backend) {
    this.backend = backend;
    this.scope = backend.newScope("doctor");
    this.queue = backend.newQueue("doctor");
  }

  /** F32 of this shape, every element from −1 to 1. */
  Tensor uniform(long seed, int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** I32 [values.length]. */
  Tensor integers(int... values) {
    Tensor tensor = scope.allocate(DType.I32, values.length);
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** F32 of this shape, every element 0. */
  Tensor zeros(int... shape) {
    return zeros(DType.F32, shape);
  }

  /** A tensor of this type and shape, every byte 0. */
  Tensor zeros(DType dtype, int... shape) {
    Tensor tensor = scope.allocate(dtype, shape);
    byte[] bytes = new byte[Math.toIntExact(dtype.bytes(tensor.elements()))];
    queue.upload(MemorySegment.ofArray(bytes), tensor);
    return tensor;
  }

  /** A packed weight [rows, columns], every element from −1 to 1. */
  PackedWeight packed(long seed, int rows, int columns) {
    return pack(uniform(seed, rows, columns));
  }

  /** A weight in the backend's own order. */
  PackedWeight pack(Tensor weight) {
    return backend.pack(weight, scope);
  }

  /** Runs an op to its end. */
  void run(Op op) {
    queue.run(op);
    queue.synchronize();
  }

  /** All elements of an F32 or I32 tensor. */
  float[] read(Tensor tensor) {
    int count = Math.toIntExact(tensor.elements());
    float[] values = new float[count];
    if (tensor.dtype() == DType.F32) {
      queue.download(tensor, MemorySegment.ofArray(values));
      return values;
    }
    int[] integers = new int[count];
    queue.download(tensor, MemorySegment.ofArray(integers));
    for (int i = 0; i < count; i++) {
      values[i] = integers[i];
    }
    return values;
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
  }
}
