package dev.heed.cpu.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Rows of tensors as arrays, whatever lies beneath: heap or mapped file, any alignment, any
 * strides. Row r counts over all dimensions but the last.
 */
final class Rows {
  private Rows() {}

  /** Row {@code row} of an F32, F16, BF16 or quantized tensor, as floats. */
  static float[] read(Tensor tensor, int row) {
    float[] values = new float[tensor.width()];
    read(tensor, row, 0, values);
    return values;
  }

  /**
   * As many values as {@code to} holds, from {@code column} of row {@code row} on: where a block
   * starts, in quantized tensors.
   */
  static void read(Tensor tensor, int row, long column, float[] to) {
    if (to.length == 0) {
      return;
    }
    MemorySegment memory = HostBuffer.of(tensor).segment();
    long at = place(tensor, row, column);
    switch (tensor.dtype()) {
      case F32 -> MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, at, to, 0, to.length);
      case F16 -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, at + 2L * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = Casts.fromBFloat16(memory.get(JAVA_SHORT_UNALIGNED, at + 2L * i));
        }
      }
      case Q8_0, Q4_0, Q4_1 -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = QuantizedBlocks.get(memory, tensor.dtype(), at, i);
        }
      }
      case I32, I8, U8 ->
          throw new InvalidOpException("tensor " + tensor + " does not hold floats");
    }
  }

  /** Rows {@code from} to {@code from + count}: [count][width]. */
  static float[][] read(Tensor tensor, int from, int count) {
    float[][] rows = new float[count][];
    for (int r = 0; r < count; r++) {
      rows[r] = read(tensor, from + r);
    }
    return rows;
  }

  /** Rows {@code from} to {@code from + count}, turned: [width][count]. */
  static float[][] readTransposed(Tensor tensor, int from, int count) {
    float[][] columns = new float[tensor.width()][count];
    for (int r = 0; r < count; r++) {
      float[] row = read(tensor, from + r);
      for (int c = 0; c < row.length; c++) {
        columns[c][r] = row[c];
      }
    }
    return columns;
  }

  /** Every value of an I32 tensor of one dimension. */
  static int[] readInts(Tensor tensor) {
    int[] values = new int[tensor.width()];
    MemorySegment memory = HostBuffer.of(tensor).segment();
    MemorySegment.copy(memory, JAVA_INT_UNALIGNED, place(tensor, 0, 0), values, 0, values.length);
    return values;
  }

  /** All of row {@code row} of an F32 tensor. */
  static void write(Tensor tensor, int row, float[] values) {
    write(tensor, row, 0, values);
  }

  /** The values, from {@code column} of row {@code row} of an F32 tensor on. */
  static void write(Tensor tensor, int row, long column, float[] values) {
    if (values.length == 0) {
      return;
    }
    MemorySegment memory = HostBuffer.of(tensor).segment();
    long at = place(tensor, row, column);
    MemorySegment.copy(values, 0, memory, JAVA_FLOAT_UNALIGNED, at, values.length);
  }

  /** All of row {@code row} of an I32 tensor. */
  static void write(Tensor tensor, int row, int[] values) {
    MemorySegment memory = HostBuffer.of(tensor).segment();
    long at = place(tensor, row, 0);
    MemorySegment.copy(values, 0, memory, JAVA_INT_UNALIGNED, at, values.length);
  }

  /** Element {@code index} of an F32 tensor, in row-major order. */
  static void set(Tensor tensor, int index, float value) {
    int width = tensor.width();
    long at = place(tensor, index / width, index % width);
    HostBuffer.of(tensor).segment().set(JAVA_FLOAT_UNALIGNED, at, value);
  }

  /** Element {@code index} of an I32 tensor, in row-major order. */
  static void set(Tensor tensor, int index, int value) {
    int width = tensor.width();
    long at = place(tensor, index / width, index % width);
    HostBuffer.of(tensor).segment().set(JAVA_INT_UNALIGNED, at, value);
  }

  /** The byte at which an element starts. */
  private static long place(Tensor tensor, int row, long column) {
    return tensor.dtype().bytes(tensor.layout().rowOffset(row) + column);
  }
}
