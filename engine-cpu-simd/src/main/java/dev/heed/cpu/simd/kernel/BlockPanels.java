package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A quantized weight in the order in which products read it: panels of {@link Panels#PANEL} columns
 * of b, outputs of the weight, one after the other. A panel has first the scales of its blocks,
 * then what they scale, in words of 32 bits, a word of each column side by side. The last panel is
 * filled up with blocks of zeros.
 *
 * <p>Words have the bytes of the stored block, so that nothing is larger than it was: eight words
 * of four elements in 8 bits, each 128 greater, or four words whose lower halves of bytes are
 * elements 0 to 15 and whose upper ones 16 to 31. Scales are halves, two in a word: those of two
 * blocks, or d and m of one.
 */
public final class BlockPanels {
  /** Elements of a block. */
  public static final int BLOCK = StoredBlocks.SIZE;

  static final int WORD = 4;

  /** Bytes of a word of each column: what panels consist of. */
  public static final int LINE = WORD * PANEL;

  /** Makes unsigned bytes of signed ones, each 128 greater. */
  static final int UNSIGNED = 0x80808080;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle HALVES =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt STORED_WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort STORED_HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private BlockPanels() {}

  /** Words of each column for the scales of so many blocks. */
  static int scaleWords(DType type, int blocks) {
    return type == DType.Q4_1 ? blocks : Math.ceilDiv(blocks, 2);
  }

  /** Words of each column for the elements of one block. */
  static int words(DType type) {
    return type == DType.Q8_0 ? 8 : 4;
  }

  /** Bytes of one panel. */
  public static int panelBytes(DType type, int depth) {
    int blocks = depth / BLOCK;
    return (scaleWords(type, blocks) + blocks * words(type)) * LINE;
  }

  /**
   * Where vector {@code v} starts, in bytes from the first, when panels lie {@code stride} apart.
   */
  static int vectorAt(int v, int stride) {
    return v * COUNT / PANEL * stride + v * COUNT % PANEL * WORD;
  }

  /**
   * Lines of {@link #LINE} bytes that the panels of b [depth, columns] take, and one behind them:
   * words are read from two bytes behind their first on.
   */
  public static int lines(DType type, int depth, int columns) {
    long panels = Panels.paddedColumns(columns) / PANEL;
    return Math.toIntExact(panels * (panelBytes(type, depth) / LINE) + 1);
  }

  /**
   * Whether panels can hold these blocks: a d or m that is NaN or infinite is more than the kernels
   * make floats of.
   *
   * @param from byte of the first block
   */
  public static boolean areFinite(MemorySegment memory, DType type, long from, int blocks) {
    for (int block = 0; block < blocks; block++) {
      long at = from + (long) block * type.blockBytes();
      boolean finite =
          Float.isFinite(StoredBlocks.half(memory, at))
              && (type != DType.Q4_1 || Float.isFinite(StoredBlocks.half(memory, at + 2)));
      if (!finite) {
        return false;
      }
    }
    return true;
  }

  /**
   * Packs one column of b, a row of the weight.
   *
   * @param from byte of its first block
   * @param column within its panel
   * @param at where the panel starts
   */
  public static void pack(
      MemorySegment memory, DType type, long from, int blocks, int column, byte[] panels, int at) {
    int words = words(type);
    int flip = type == DType.Q8_0 ? UNSIGNED : 0;
    int scalesAt = at + column * WORD;
    int wordsAt = scalesAt + scaleWords(type, blocks) * LINE;
    for (int block = 0; block < blocks; block++) {
      long read = from + (long) block * type.blockBytes();
      short d = memory.get(STORED_HALF, read);
      if (type == DType.Q4_1) {
        HALVES.set(panels, scalesAt + block * LINE, d);
        HALVES.set(panels, scalesAt + block * LINE + 2, memory.get(STORED_HALF, read + 2));
      } else {
        HALVES.set(panels, scalesAt + block / 2 * LINE + block % 2 * 2, d);
      }
      long elements = read + type.blockBytes() - (long) words * WORD;
      for (int w = 0; w < words; w++) {
        int word = memory.get(STORED_WORD, elements + (long) w * WORD);
        WORDS.set(panels, wordsAt + (block * words + w) * LINE, word ^ flip);
      }
    }
  }

  /** Packs a column of zeros, which fills up a panel. */
  public static void packNothing(DType type, int blocks, int column, byte[] panels, int at) {
    int count = scaleWords(type, blocks) + blocks * words(type);
    for (int w = 0; w < count; w++) {
      WORDS.set(panels, at + column * WORD + w * LINE, 0);
    }
  }

  /**
   * Widens one panel to one of {@link Panels}.
   *
   * @param to [depth, PANEL]
   */
  static void widen(DType type, byte[] panels, int at, int depth, float[] to, int toAt) {
    int blocks = depth / BLOCK;
    for (int column = 0; column < PANEL; column += COUNT) {
      int from = at + column * WORD;
      switch (type) {
        case Q8_0 -> ByteBlocks.widen(panels, from, blocks, to, toAt + column);
        case Q4_0 -> NibbleBlocks.widen(panels, from, blocks, to, toAt + column);
        default -> OffsetNibbleBlocks.widen(panels, from, blocks, to, toAt + column);
      }
    }
  }
}
