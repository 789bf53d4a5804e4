package dev.heed.testkit.oracle;

import dev.heed.engine.tensor.DType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What the blocks of quantized types stand for, element by element. */
final class QuantizedBlocks {
  private static final VarHandle HALVES =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private QuantizedBlocks() {}

  /**
   * The F32 nearest to d · q, or d · q + m. In double both are exact: d and m have 11 digits that
   * lie less than 41 places apart, q has 8.
   */
  static double value(DType type, byte[] bytes, int element) {
    int block = element / type.blockElements() * type.blockBytes();
    int e = element % type.blockElements();
    double d = half(bytes, block);
    return (float)
        switch (type) {
          case Q8_0 -> d * bytes[block + 2 + e];
          case Q4_0 -> d * (nibble(bytes, block + 2, e) - 8);
          case Q4_1 -> d * nibble(bytes, block + 4, e) + half(bytes, block + 2);
          case F32, F16, BF16, I32, I8, U8 ->
              throw new IllegalArgumentException(type + " is not quantized");
        };
  }

  private static double half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) HALVES.get(bytes, at));
  }

  private static int nibble(byte[] bytes, int at, int e) {
    return bytes[at + e % 16] >>> (e < 16 ? 0 : 4) & 0xF;
  }
}
