package dev.heed.testkit.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Values of an ONNX node, dense and little-endian. What is done with them here only moves them.
 *
 * @param type element type
 * @param dims sizes; none for a scalar
 * @param bytes the values in row-major order
 */
record OnnxTensor(OnnxType type, int[] dims, byte[] bytes) {
  OnnxTensor {
    long expected = (long) count(dims) * type.bytes();
    if (type != OnnxType.OTHER && bytes.length != expected) {
      throw new IllegalArgumentException(
          "%s %s has %,d bytes, expected %,d"
              .formatted(type, Arrays.toString(dims), bytes.length, expected));
    }
  }

  static OnnxTensor of(long[] values, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new OnnxTensor(OnnxType.INT64, dims, bytes.array());
  }

  int rank() {
    return dims.length;
  }

  /** Size of one dimension; negative indices count from the last. */
  int size(int dimension) {
    return dims[dimension < 0 ? dims.length + dimension : dimension];
  }

  int elements() {
    return count(dims);
  }

  /** Product of the sizes of dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  int elements(int from, int to) {
    return count(Arrays.copyOfRange(dims, from, to));
  }

  /** A dimension that may be counted from the last. */
  int axis(long axis) {
    return Math.toIntExact(axis < 0 ? axis + dims.length : axis);
  }

  /** Element {@code i} in row-major order. */
  double value(int i) {
    return type.value(memory(), i);
  }

  /** Every value as a whole number of 32 bits. */
  int[] ints() {
    int[] values = new int[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.toIntExact((long) value(i));
    }
    return values;
  }

  /** Every value as a float. */
  float[] floats() {
    float[] values = new float[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value(i);
    }
    return values;
  }

  OnnxTensor reshape(int... sizes) {
    return new OnnxTensor(type, sizes, bytes);
  }

  /** Dimension d of the result is dimension {@code order[d]} of this. */
  OnnxTensor transpose(int... order) {
    int[] sizes = new int[order.length];
    int[] steps = new int[order.length];
    int[] strides = strides();
    for (int d = 0; d < order.length; d++) {
      sizes[d] = dims[order[d]];
      steps[d] = strides[order[d]];
    }
    return gather(sizes, steps);
  }

  /** With one dimension taken to another place, the others in order. */
  OnnxTensor moveAxis(int from, int to) {
    int[] order = new int[rank()];
    for (int d = 0, rest = 0; d < order.length; d++) {
      if (d == to) {
        order[d] = from;
      } else {
        rest += rest == from ? 1 : 0;
        order[d] = rest++;
      }
    }
    return transpose(order);
  }

  /** Dimensions of size 1, and those missing on the left, repeated up to these sizes. */
  OnnxTensor broadcast(int... sizes) {
    int missing = sizes.length - rank();
    int[] strides = strides();
    int[] steps = new int[sizes.length];
    for (int d = missing; d < sizes.length; d++) {
      int size = dims[d - missing];
      if (size != sizes[d] && size != 1) {
        throw new IllegalArgumentException(
            "%s cannot be broadcast to %s"
                .formatted(Arrays.toString(dims), Arrays.toString(sizes)));
      }
      steps[d] = size == 1 ? 0 : strides[d - missing];
    }
    return gather(sizes, steps);
  }

  static int count(int... dims) {
    int count = 1;
    for (int size : dims) {
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  @Override
  public String toString() {
    return type + " " + Arrays.toString(dims);
  }

  private OnnxTensor gather(int[] sizes, int[] steps) {
    byte[] gathered = new byte[Math.multiplyExact(count(sizes), type.bytes())];
    int[] index = new int[sizes.length];
    int at = 0;
    for (int to = 0; to < gathered.length; to += type.bytes()) {
      System.arraycopy(bytes, at * type.bytes(), gathered, to, type.bytes());
      for (int d = sizes.length - 1; d >= 0; d--) {
        at += steps[d];
        if (++index[d] < sizes[d]) {
          break;
        }
        at -= steps[d] * sizes[d];
        index[d] = 0;
      }
    }
    return new OnnxTensor(type, sizes, gathered);
  }

  private int[] strides() {
    int[] strides = new int[rank()];
    int stride = 1;
    for (int d = rank() - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= dims[d];
    }
    return strides;
  }

  private ByteBuffer memory() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
