package dev.heed.cpu.simd.kernel;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Blocks of quantized types as tensors hold them: the formulas of {@link DType}. */
final class StoredBlocks {
  /** Elements of a block. */
  static final int SIZE = 32;

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private StoredBlocks() {}

  /** The block at byte {@code from} and those behind it, n elements of them → to [n]. */
  static void toFloats(MemorySegment memory, DType type, long from, float[] to, int at, int n) {
    for (int block = 0; block < n / SIZE; block++) {
      long read = from + (long) block * type.blockBytes();
      int write = at + block * SIZE;
      float d = half(memory, read);
      switch (type) {
        case Q8_0 -> bytes(memory, read + 2, d, to, write);
        case Q4_0 -> nibbles(memory, read + 2, d, 8, -0f, to, write);
        case Q4_1 -> nibbles(memory, read + 4, d, 0, half(memory, read + 2), to, write);
        case F32, F16, BF16, I32, I8, U8 ->
            throw new IllegalArgumentException(type + " is not quantized");
      }
    }
  }

  static float half(MemorySegment memory, long at) {
    return Float.float16ToFloat(memory.get(HALF, at));
  }

  private static void bytes(MemorySegment memory, long from, float d, float[] to, int at) {
    for (int i = 0; i < SIZE; i++) {
      to[at + i] = d * memory.get(BYTE, from + i);
    }
  }

  /** The lower halves of 16 bytes, then the upper ones: d · (q − zero) + m, rounded once. */
  private static void nibbles(
      MemorySegment memory, long from, float d, int zero, float m, float[] to, int at) {
    for (int i = 0; i < SIZE / 2; i++) {
      int pair = memory.get(BYTE, from + i);
      to[at + i] = d * ((pair & 0xF) - zero) + m;
      to[at + i + SIZE / 2] = d * ((pair >>> 4 & 0xF) - zero) + m;
    }
  }
}
