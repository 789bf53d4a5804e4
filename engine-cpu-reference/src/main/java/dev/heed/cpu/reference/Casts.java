package dev.heed.cpu.reference;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Copy: other strides and other element types. Every value of every type is exact in a double. */
final class Casts {
  private Casts() {}

  /** from → out, both of the same shape. */
  static void copy(Copy op) {
    Tensor from = op.from();
    Tensor out = op.out();
    for (int r = 0; r < out.rows(); r++) {
      copyRow(from, r, out, r);
    }
  }

  /** Row {@code fromRow} of one tensor → row {@code toRow} of another of the same width. */
  static void copyRow(Tensor from, int fromRow, Tensor to, int toRow) {
    if (from.width() == 0) {
      return;
    }
    MemorySegment source = HostBuffer.of(from).segment();
    MemorySegment target = HostBuffer.of(to).segment();
    long sourceAt = from.dtype().bytes(from.layout().rowOffset(fromRow));
    long targetAt = to.dtype().bytes(to.layout().rowOffset(toRow));
    if (from.dtype() == to.dtype()) {
      MemorySegment.copy(source, sourceAt, target, targetAt, from.dtype().bytes(from.width()));
      return;
    }
    if (from.dtype().isQuantized()) {
      Rows.write(to, toRow, Rows.read(from, fromRow));
      return;
    }
    int step = from.dtype().blockBytes();
    int targetStep = to.dtype().blockBytes();
    for (int c = 0; c < from.width(); c++) {
      double value = get(source, from.dtype(), sourceAt + (long) c * step);
      set(target, to.dtype(), targetAt + (long) c * targetStep, value);
    }
  }

  /** Bfloat16 is the upper half of a float. */
  static float fromBFloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** To nearest, ties to even. */
  static short toBFloat16(double value) {
    if (Double.isNaN(value)) {
      return 0x7FC0;
    }
    float near = (float) value;
    int bits = Float.floatToRawIntBits(near);
    if (near != value) {
      // Only an int of more than 24 bits comes here: cut instead of rounded, with a mark in the
      // last bit that something was cut, so that rounding twice is as good as rounding once.
      bits = (Math.abs(near) > Math.abs(value) ? bits - 1 : bits) | 1;
    }
    int odd = (bits >>> 16) & 1;
    return (short) ((bits + 0x7FFF + odd) >>> 16);
  }

  private static double get(MemorySegment memory, DType type, long at) {
    return switch (type) {
      case F32 -> memory.get(JAVA_FLOAT_UNALIGNED, at);
      case F16 -> Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, at));
      case BF16 -> fromBFloat16(memory.get(JAVA_SHORT_UNALIGNED, at));
      case I32 -> memory.get(JAVA_INT_UNALIGNED, at);
      case I8 -> memory.get(JAVA_BYTE, at);
      case U8 -> Byte.toUnsignedInt(memory.get(JAVA_BYTE, at));
      case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException(type + " has blocks");
    };
  }

  /** Java's own cast to int cuts towards zero, keeps within range and makes 0 of NaN. */
  private static void set(MemorySegment memory, DType type, long at, double value) {
    switch (type) {
      case F32 -> memory.set(JAVA_FLOAT_UNALIGNED, at, (float) value);
      // An int that a float rounds lies far beyond the range of F16: there is no second rounding.
      case F16 -> memory.set(JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16((float) value));
      case BF16 -> memory.set(JAVA_SHORT_UNALIGNED, at, toBFloat16(value));
      case I32 -> memory.set(JAVA_INT_UNALIGNED, at, (int) value);
      case I8 -> memory.set(JAVA_BYTE, at, (byte) Math.clamp((int) value, -128, 127));
      case U8 -> memory.set(JAVA_BYTE, at, (byte) Math.clamp((int) value, 0, 255));
      case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException(type + " has blocks");
    }
  }
}
