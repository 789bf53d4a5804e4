package dev.heed.cpu.simd.kernel;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of any element type, from heap arrays or mapped files alike. Conversions to halves round to
 * nearest, ties to even; those to whole numbers cut towards zero and keep within range, NaN giving
 * 0.
 */
public final class Conversions {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private Conversions() {}

  /** Elements {@code element} and on of a floating or quantized type → to [n]. */
  public static void toFloats(
      MemorySegment from, DType type, long element, float[] to, int at, int n) {
    long byteAt = type.bytes(element);
    switch (type) {
      case F32 -> MemorySegment.copy(from, F32, byteAt, to, at, n);
      case F16 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Float.float16ToFloat(from.get(SHORT, byteAt + 2L * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Float.intBitsToFloat(from.get(SHORT, byteAt + 2L * i) << 16);
        }
      }
      case Q8_0, Q4_0, Q4_1 -> StoredBlocks.toFloats(from, type, byteAt, to, at, n);
      case I32, I8, U8 ->
          throw new IllegalArgumentException(type + " is not a floating element type");
    }
  }

  /** from [n] → elements {@code element} and on of a floating type. */
  public static void fromFloats(
      float[] from, int at, int n, MemorySegment to, DType type, long element) {
    long byteAt = type.bytes(element);
    switch (type) {
      case F32 -> MemorySegment.copy(from, at, to, F32, byteAt, n);
      case F16 -> {
        for (int i = 0; i < n; i++) {
          to.set(SHORT, byteAt + 2L * i, Float.floatToFloat16(from[at + i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          to.set(SHORT, byteAt + 2L * i, toBfloat16(from[at + i]));
        }
      }
      case I32, I8, U8, Q8_0, Q4_0, Q4_1 ->
          throw new IllegalArgumentException(type + " is not a floating element type");
    }
  }

  /** n elements of one type → another; equal types keep their bits. */
  public static void convert(
      MemorySegment from,
      DType fromType,
      long fromElement,
      MemorySegment to,
      DType toType,
      long toElement,
      int n) {
    if (fromType == toType) {
      MemorySegment.copy(
          from, fromType.bytes(fromElement), to, toType.bytes(toElement), toType.bytes(n));
      return;
    }
    for (int i = 0; i < n; i++) {
      write(to, toType, toElement + i, read(from, fromType, fromElement + i));
    }
  }

  /** One element; a double holds each type's values exactly. */
  private static double read(MemorySegment from, DType type, long element) {
    long at = type.bytes(element);
    return switch (type) {
      case F32 -> from.get(F32, at);
      case F16 -> Float.float16ToFloat(from.get(SHORT, at));
      case BF16 -> Float.intBitsToFloat(from.get(SHORT, at) << 16);
      case I32 -> from.get(I32, at);
      case I8 -> from.get(BYTE, at);
      case U8 -> from.get(BYTE, at) & 0xFF;
      case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException(type + " has blocks");
    };
  }

  private static void write(MemorySegment to, DType type, long element, double value) {
    long at = type.bytes(element);
    switch (type) {
      case F32 -> to.set(F32, at, (float) value);
      case F16 -> to.set(SHORT, at, Float.floatToFloat16(towardsOdd(value)));
      case BF16 -> to.set(SHORT, at, toBfloat16(towardsOdd(value)));
      case I32 -> to.set(I32, at, (int) value);
      case I8 -> to.set(BYTE, at, (byte) Math.clamp((int) value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case U8 -> to.set(BYTE, at, (byte) Math.clamp((int) value, 0, 255));
      case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException(type + " has blocks");
    }
  }

  /** The upper half of a float, rounded to nearest, ties to even; NaN stays NaN. */
  private static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    int half = 0x7FFF + ((bits >>> 16) & 1);
    return (short) ((bits + half) >>> 16);
  }

  /**
   * A float between which and the value no half lies: where the value is no float, the neighbour
   * with an odd last bit. Rounded again, to fewer digits, it gives what the value itself would.
   */
  private static float towardsOdd(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value) || Float.isInfinite(near)) {
      return near;
    }
    int bits = Float.floatToRawIntBits(near);
    if ((bits & 1) != 0) {
      return near;
    }
    return Float.intBitsToFloat(Math.abs((double) near) < Math.abs(value) ? bits + 1 : bits - 1);
  }
}
