package dev.heed.bench.op;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded inputs for one op: the same values on every backend. */
final class Operands {
  private final Backend backend;
  private final Scope scope;
  private final CommandQueue queue;
  private final Random random = new Random(20_170_612);

  Operands(Backend backend, Scope scope, CommandQueue queue) {
    this.backend = backend;
    this.scope = scope;
    this.queue = queue;
  }

  /** Values of a normal distribution. */
  Tensor normal(double deviation, int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** Values of a normal distribution, rounded to a type. */
  Tensor normal(double deviation, DType dtype, int... shape) {
    Tensor values = normal(deviation, shape);
    if (dtype == DType.F32) {
      return values;
    }
    Tensor rounded = scope.allocate(dtype, shape);
    queue.run(new Copy(values, rounded));
    queue.synchronize();
    return rounded;
  }

  /** Whole numbers from 0 up to a bound. */
  Tensor indices(int bound, int count) {
    Tensor tensor = scope.allocate(DType.I32, count);
    queue.upload(MemorySegment.ofArray(random.ints(count, 0, bound).toArray()), tensor);
    return tensor;
  }

  /** A packed weight [rows, columns], scaled so that products stay near 1. */
  PackedWeight weight(int rows, int columns) {
    return backend.pack(normal(1 / Math.sqrt(columns), rows, columns), scope);
  }

  /** A packed weight [rows, columns] of random blocks, whose products stay near 1. */
  PackedWeight quantized(DType type, int rows, int columns) {
    Tensor weight = scope.allocate(type, rows, columns);
    byte[] blocks = new byte[Math.toIntExact(weight.byteSize())];
    random.nextBytes(blocks);
    double greatest = type == DType.Q8_0 ? 128 : 8;
    short d = Float.floatToFloat16((float) (1.7 / Math.sqrt(columns) / greatest));
    short m = Float.floatToFloat16((float) (-1.7 / Math.sqrt(columns)));
    ByteBuffer halves = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < blocks.length; at += type.blockBytes()) {
      halves.putShort(at, d);
      if (type == DType.Q4_1) {
        halves.putShort(at + 2, m);
      }
    }
    queue.upload(MemorySegment.ofArray(blocks), weight);
    return backend.pack(weight, scope);
  }

  /** The whole numbers below {@code count}, in a drawn order. */
  Tensor permutation(int count) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(numbers, random);
    Tensor tensor = scope.allocate(DType.I32, count);
    int[] values = numbers.stream().mapToInt(Integer::intValue).toArray();
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** Room for whole numbers. */
  Tensor wholeNumbers(int... shape) {
    return scope.allocate(DType.I32, shape);
  }

  /** Room for a result. */
  Tensor out(int... shape) {
    return scope.allocate(DType.F32, shape);
  }
}
