package dev.heed.testkit.oracle;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Values of a tensor on the host: dense, row-major, little-endian, in the bytes that the element
 * type has on every backend.
 */
public final class HostTensor {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final DType dtype;
  private final int[] shape;
  private final byte[] bytes;
  private final int count;

  /** All zero. */
  public HostTensor(DType dtype, int... shape) {
    this.dtype = dtype;
    this.shape = shape.clone();
    int elements = 1;
    for (int size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    this.count = elements;
    this.bytes = new byte[Math.toIntExact(dtype.bytes(elements))];
  }

  /** I32 [values.length]. */
  public static HostTensor ofInts(int... values) {
    HostTensor tensor = new HostTensor(DType.I32, values.length);
    for (int e = 0; e < values.length; e++) {
      tensor.setBits(e, values[e]);
    }
    return tensor;
  }

  /** Element type. */
  public DType dtype() {
    return dtype;
  }

  /** A copy of the sizes. */
  public int[] shape() {
    return shape.clone();
  }

  /** Size of one dimension; negative indices count from the last. */
  public int size(int dimension) {
    return shape[dimension < 0 ? shape.length + dimension : dimension];
  }

  /** Number of elements. */
  public int count() {
    return count;
  }

  /** Size of the last dimension. */
  public int width() {
    return shape[shape.length - 1];
  }

  /** Product of all sizes but the last. */
  public int rows() {
    int rows = 1;
    for (int d = 0; d < shape.length - 1; d++) {
      rows *= shape[d];
    }
    return rows;
  }

  /** The memory itself, for transfers. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(bytes);
  }

  /** The memory itself. */
  public byte[] bytes() {
    return bytes;
  }

  /** The value of element {@code e}. */
  public double get(int e) {
    return switch (dtype) {
      case F32 -> Float.intBitsToFloat(bits(e));
      case F16 -> Float.float16ToFloat((short) bits(e));
      case BF16 -> Float.intBitsToFloat(bits(e) << 16);
      case I32 -> bits(e);
      case I8 -> (byte) bits(e);
      case U8 -> bits(e) & 0xFF;
      case Q8_0, Q4_0, Q4_1 -> QuantizedBlocks.value(dtype, bytes, e);
    };
  }

  /** Stores a value as {@code Copy} would, which quantizes nothing. */
  public void set(int e, double value) {
    setBits(
        e,
        switch (dtype) {
          case F32 -> Float.floatToRawIntBits((float) value);
          case F16 -> Rounding.toF16(value);
          case BF16 -> Rounding.toBf16(value);
          case I32 -> (int) value;
          case I8 -> Math.clamp((int) value, -128, 127);
          case U8 -> Math.clamp((int) value, 0, 255);
          case Q8_0, Q4_0, Q4_1 -> throw new IllegalStateException("an element of a block");
        });
  }

  /** The stored bits of element {@code e} of a plain type, in the low end of an int. */
  public int bits(int e) {
    return switch (dtype.blockBytes()) {
      case 4 -> (int) INTS.get(bytes, e * 4);
      case 2 -> (short) SHORTS.get(bytes, e * 2) & 0xFFFF;
      case 1 -> bytes[e] & 0xFF;
      default -> throw new IllegalStateException("elements of " + dtype + " have no bits alone");
    };
  }

  /** Stores bits as they are. */
  public void setBits(int e, int bits) {
    switch (dtype.blockBytes()) {
      case 4 -> INTS.set(bytes, e * 4, bits);
      case 2 -> SHORTS.set(bytes, e * 2, (short) bits);
      case 1 -> bytes[e] = (byte) bits;
      default -> throw new IllegalStateException("elements of " + dtype + " have no bits alone");
    }
  }

  /** Copies elements of another tensor of this type, whole blocks of them. */
  public void copyFrom(HostTensor other, int from, int to, int elements) {
    System.arraycopy(
        other.bytes,
        Math.toIntExact(dtype.bytes(from)),
        bytes,
        Math.toIntExact(dtype.bytes(to)),
        Math.toIntExact(dtype.bytes(elements)));
  }

  /** Every value. */
  public double[] toDoubles() {
    double[] values = new double[count];
    for (int e = 0; e < count; e++) {
      values[e] = get(e);
    }
    return values;
  }

  /** The same bytes in memory of their own. */
  public HostTensor copy() {
    HostTensor copy = new HostTensor(dtype, shape);
    System.arraycopy(bytes, 0, copy.bytes, 0, bytes.length);
    return copy;
  }

  /** True when both hold the same bits, any NaN of a floating type being equal to any other. */
  public boolean sameBits(HostTensor other) {
    if (dtype != other.dtype || !Arrays.equals(shape, other.shape)) {
      return false;
    }
    return Arrays.equals(bytes, other.bytes) || firstDifference(other) < 0;
  }

  /** The first element whose bits differ, NaN being equal to NaN; −1 when there is none. */
  public int firstDifference(HostTensor other) {
    for (int e = 0; e < count; e++) {
      boolean bothNaN = dtype.isFloating() && Double.isNaN(get(e)) && Double.isNaN(other.get(e));
      if (bits(e) != other.bits(e) && !bothNaN) {
        return e;
      }
    }
    return -1;
  }

  /** Where element {@code e} stands, such as {@code [3, 17]}. */
  public String place(int e) {
    int[] place = new int[shape.length];
    int rest = e;
    for (int d = shape.length - 1; d >= 0; d--) {
      place[d] = rest % shape[d];
      rest /= shape[d];
    }
    return Arrays.toString(place);
  }

  @Override
  public String toString() {
    return dtype + " " + Arrays.toString(shape);
  }
}
