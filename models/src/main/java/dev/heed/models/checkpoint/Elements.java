package dev.heed.models.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Decodes runs of little-endian elements. A tensor may begin at any byte of its file, so every
 * layout is unaligned.
 */
final class Elements {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Elements decoded in one go through a heap array: 4 KiB of shorts stay in the L1 cache. */
  private static final int CHUNK = 2048;

  private Elements() {}

  /**
   * Elements first … first + count − 1 of {@code data} → into[at …]; the type is one of the float
   * types.
   */
  static void floats(
      FileDType dtype, MemorySegment data, long first, float[] into, int at, int count) {
    switch (dtype) {
      case F32 -> MemorySegment.copy(data, FLOAT, first * Float.BYTES, into, at, count);
      case F16, BF16 -> halves(dtype, data, first, into, at, count);
      case F64 -> doubles(data, first, into, at, count);
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K ->
          Blocks.floats(dtype, data, first, into, at, count);
      case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 ->
          throw new IllegalArgumentException(dtype + " is not a float type");
    }
  }

  private static void halves(
      FileDType dtype, MemorySegment data, long first, float[] into, int at, int count) {
    short[] chunk = new short[Math.min(count, CHUNK)];
    for (int done = 0; done < count; done += chunk.length) {
      int n = Math.min(chunk.length, count - done);
      MemorySegment.copy(data, SHORT, (first + done) * Short.BYTES, chunk, 0, n);
      int to = at + done;
      if (dtype == FileDType.F16) {
        for (int i = 0; i < n; i++) {
          into[to + i] = Float.float16ToFloat(chunk[i]);
        }
      } else {
        for (int i = 0; i < n; i++) {
          into[to + i] = Float.intBitsToFloat(chunk[i] << 16);
        }
      }
    }
  }

  /** A finite double beyond the range of float would turn into infinity: it is refused. */
  private static void doubles(MemorySegment data, long first, float[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      double value = data.get(DOUBLE, (first + i) * Double.BYTES);
      float narrowed = (float) value;
      if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
        throw new ArithmeticException(
            "element %,d is %s, beyond the range of float".formatted(first + i, value));
      }
      into[at + i] = narrowed;
    }
  }

  /** Element i as a long; the type is one of the integer types. */
  static long integer(FileDType dtype, MemorySegment data, long i) {
    return switch (dtype) {
      case BOOL, U8 -> Byte.toUnsignedInt(data.get(JAVA_BYTE, i));
      case I8 -> data.get(JAVA_BYTE, i);
      case I16 -> data.get(SHORT, i * Short.BYTES);
      case U16 -> Short.toUnsignedInt(data.get(SHORT, i * Short.BYTES));
      case I32 -> data.get(INT, i * Integer.BYTES);
      case U32 -> Integer.toUnsignedLong(data.get(INT, i * Integer.BYTES));
      case I64 -> data.get(LONG, i * Long.BYTES);
      case U64 -> unsigned(data.get(LONG, i * Long.BYTES), i);
      default -> throw new IllegalArgumentException(dtype + " is not an integer type");
    };
  }

  private static long unsigned(long bits, long i) {
    if (bits < 0) {
      throw new ArithmeticException(
          "element %,d is %s, beyond the range of long".formatted(i, Long.toUnsignedString(bits)));
    }
    return bits;
  }

  /**
   * Bytes of I8 or U8 elements → reals, column by column: the run begins at {@code column} of its
   * stored row.
   */
  static void dequantized(
      FileDType dtype,
      MemorySegment data,
      long first,
      Quantization quantization,
      long column,
      float[] into,
      int at,
      int count) {
    byte[] chunk = new byte[Math.min(count, CHUNK)];
    for (int done = 0; done < count; done += chunk.length) {
      int n = Math.min(chunk.length, count - done);
      MemorySegment.copy(data, JAVA_BYTE, first + done, chunk, 0, n);
      for (int i = 0; i < n; i++) {
        int stored = dtype == FileDType.I8 ? chunk[i] : Byte.toUnsignedInt(chunk[i]);
        long c = column + done + i;
        into[at + done + i] = (stored - quantization.zeroPoint(c)) * quantization.scale(c);
      }
    }
  }
}
