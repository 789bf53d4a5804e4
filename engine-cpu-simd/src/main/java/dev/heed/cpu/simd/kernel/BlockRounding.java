package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.BlockPanels.BLOCK;
import static dev.heed.cpu.simd.kernel.BlockPanels.LINE;
import static dev.heed.cpu.simd.kernel.BlockPanels.WORD;

import dev.heed.engine.tensor.DType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Weights as blocks of Q8_0: 32 elements are rounded to whole multiples of a scale d of their own,
 * the 127th part of their greatest magnitude, which is rounded to a half first.
 */
public final class BlockRounding {
  private static final int MOST = 127;

  private static final int MAGNITUDE = 0x7FFFFFFF;

  /** The least weight's greatest magnitude whose scale is a normal half, of eleven digits. */
  private static final float LEAST = MOST * 0x1p-14f;

  /** The greatest whose scale is finite. */
  private static final float GREATEST = MOST * 65504f;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle HALVES =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private BlockRounding() {}

  /** Whether rows of so many elements are blocks. */
  public static boolean fits(int depth) {
    return depth > 0 && depth % BLOCK == 0;
  }

  /** The greatest magnitude of n elements, by its bits, which are in the order of the numbers. */
  public static int greatest(float[] row, int at, int n) {
    int greatest = 0;
    for (int i = 0; i < n; i++) {
      greatest = Math.max(greatest, Float.floatToRawIntBits(row[at + i]) & MAGNITUDE);
    }
    return greatest;
  }

  /**
   * Whether scales are halves of full precision where they matter.
   *
   * @param greatest magnitude of a whole weight, by its bits
   */
  public static boolean isPossible(int greatest) {
    float magnitude = Float.intBitsToFloat(greatest);
    return magnitude == 0 || (magnitude >= LEAST && magnitude <= GREATEST);
  }

  /**
   * Rounds one column of b, a row of the weight, to nearest, ties to even.
   *
   * @param row {@code blocks · 32} floats from {@code at} on
   * @param column within its panel
   * @param panelAt where the panel starts
   */
  public static void round(
      float[] row, int at, int blocks, int column, byte[] panels, int panelAt) {
    int scalesAt = panelAt + column * WORD;
    int wordsAt = scalesAt + BlockPanels.scaleWords(DType.Q8_0, blocks) * LINE;
    for (int block = 0; block < blocks; block++) {
      int from = at + block * BLOCK;
      float greatest = Float.intBitsToFloat(greatest(row, from, BLOCK));
      short d = Float.floatToFloat16(greatest / MOST);
      HALVES.set(panels, scalesAt + block / 2 * LINE + block % 2 * 2, d);
      float scale = Float.float16ToFloat(d);
      float perUnit = scale == 0 ? 0 : 1 / scale;
      for (int w = 0; w < BLOCK / WORD; w++) {
        int k = from + w * WORD;
        int word =
            multiple(row[k] * perUnit)
                | multiple(row[k + 1] * perUnit) << 8
                | multiple(row[k + 2] * perUnit) << 16
                | multiple(row[k + 3] * perUnit) << 24;
        WORDS.set(panels, wordsAt + (block * 8 + w) * LINE, word ^ BlockPanels.UNSIGNED);
      }
    }
  }

  /** The nearest whole number, ties to even, in eight bits. */
  private static int multiple(float value) {
    // A float of 1.5 · 2²³ has its unit at bit 0: what is added comes to the lowest bits.
    int nearest = Float.floatToRawIntBits(value + 0x1.8p23f) - 0x4B400000;
    return Math.clamp(nearest, -MOST, MOST) & 0xFF;
  }
}
