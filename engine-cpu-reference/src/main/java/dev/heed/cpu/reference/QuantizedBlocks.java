package dev.heed.cpu.reference;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;

/** What the elements of quantized types stand for: the formulas of {@link DType}. */
final class QuantizedBlocks {
  private QuantizedBlocks() {}

  /**
   * Element {@code element} of a row of blocks that starts at byte {@code at}. A product of d and q
   * is exact in a float, so that adding m rounds once.
   */
  static float get(MemorySegment memory, DType type, long at, long element) {
    long block = at + type.bytes(element);
    int e = (int) (element % type.blockElements());
    float d = half(memory, block);
    return switch (type) {
      case Q8_0 -> d * memory.get(JAVA_BYTE, block + 2 + e);
      case Q4_0 -> d * (nibble(memory, block + 2, e) - 8);
      case Q4_1 -> d * nibble(memory, block + 4, e) + half(memory, block + 2);
      case F32, F16, BF16, I32, I8, U8 ->
          throw new IllegalArgumentException(type + " is not quantized");
    };
  }

  private static float half(MemorySegment memory, long at) {
    return Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, at));
  }

  /** The lower halves of 16 bytes, then the upper ones. */
  private static int nibble(MemorySegment memory, long at, int e) {
    int pair = memory.get(JAVA_BYTE, at + e % 16);
    return (e < 16 ? pair : pair >>> 4) & 0xF;
  }
}
