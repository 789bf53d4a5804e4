package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Products with blocks equal a scalar chain of fused multiply–adds over what the blocks stand for,
 * to the bit, whatever the blocks of the product.
 */
@AtEveryWidth
class BlockGemmTest {
  static final List<DType> TYPES = List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1);

  @ParameterizedTest
  @FieldSource("TYPES")
  void everyNumberOfRowsGivesTheSameChains(DType type) {
    for (int rows : new int[] {1, 2, 5, 6, 7, 8, 12, 23}) {
      check(type, rows, 70, 96);
    }
  }

  @ParameterizedTest
  @FieldSource("TYPES")
  void everyNumberOfColumnsGivesTheSameChains(DType type) {
    for (int columns : new int[] {1, 15, 31, 32, 33, 64, 100, 129, 200}) {
      check(type, 1, columns, 64);
      check(type, 9, columns, 64);
    }
  }

  @ParameterizedTest
  @FieldSource("TYPES")
  void everyNumberOfBlocksGivesTheSameChains(DType type) {
    for (int depth : new int[] {0, 32, 160, 1536, 3008}) {
      check(type, 1, 150, depth);
      check(type, 7, 150, depth);
    }
  }

  @ParameterizedTest
  @FieldSource("TYPES")
  void blocksMakeNoDifference(DType type) {
    Case whole = new Case(type, 13, 77, 96);
    whole.run(13, 96);
    for (int[] steps : new int[][] {{4, 32}, {13, 64}, {1, 96}, {1, 32}}) {
      Case blocks = new Case(type, 13, 77, 96);
      blocks.run(steps[0], steps[1]);
      assertThat(blocks.out).containsExactly(whole.out);
    }
  }

  private static void check(DType type, int rows, int columns, int depth) {
    Case c = new Case(type, rows, columns, depth);
    c.run();
    c.verify();
  }

  private static final class Case extends ProductCase {
    private static final int AT = 9;

    private final DType type;
    private final byte[] panels;

    /** The weight [columns, depth], from the formulas. */
    private final float[] weight;

    Case(DType type, int rows, int columns, int depth) {
      super(rows, columns, depth);
      this.type = type;
      int blocks = depth / BlockPanels.BLOCK;
      byte[] stored = stored(columns * blocks);
      this.weight = new float[columns * depth];
      this.panels = new byte[AT + BlockPanels.lines(type, depth, columns) * BlockPanels.LINE];
      new Random(3).nextBytes(panels);
      for (int column = 0; column < Panels.paddedColumns(columns); column++) {
        int at = AT + column / Panels.PANEL * BlockPanels.panelBytes(type, depth);
        if (column < columns) {
          long from = (long) column * blocks * type.blockBytes();
          MemorySegment memory = MemorySegment.ofArray(stored);
          BlockPanels.pack(memory, type, from, blocks, column % Panels.PANEL, panels, at);
        } else {
          BlockPanels.packNothing(type, blocks, column % Panels.PANEL, panels, at);
        }
      }
      for (int e = 0; e < weight.length; e++) {
        weight[e] = value(stored, e);
      }
    }

    @Override
    Product product() {
      return new BlockGemm(a, A_AT, aStride(), type, panels, AT, depth, columns);
    }

    @Override
    float expected(int i, int j) {
      float sum = 0;
      for (int k = 0; k < depth; k++) {
        sum = Math.fma(a(i, k), weight[j * depth + k], sum);
      }
      return sum;
    }

    /** Any blocks whose scales are finite, of every exponent. */
    private byte[] stored(int blocks) {
      Random random = new Random(2);
      byte[] bytes = new byte[blocks * type.blockBytes()];
      random.nextBytes(bytes);
      for (int block = 0; block < blocks; block++) {
        int at = block * type.blockBytes();
        for (int half = 0; half < (type == DType.Q4_1 ? 2 : 1); half++) {
          int exponent = block % 5 == 0 ? random.nextInt(31) : 7;
          bytes[at + 2 * half + 1] = (byte) ((random.nextInt(2) << 7) | (exponent << 2) | 1);
        }
      }
      return bytes;
    }

    private float value(byte[] stored, int element) {
      int at = element / 32 * type.blockBytes();
      int e = element % 32;
      float d = half(stored, at);
      return switch (type) {
        case Q8_0 -> d * stored[at + 2 + e];
        case Q4_0 -> d * (nibble(stored, at + 2, e) - 8);
        default -> (float) ((double) d * nibble(stored, at + 4, e) + half(stored, at + 2));
      };
    }

    private static float half(byte[] bytes, int at) {
      return Float.float16ToFloat((short) ((bytes[at] & 0xFF) | (bytes[at + 1] << 8)));
    }

    private static int nibble(byte[] bytes, int at, int e) {
      return (bytes[at + e % 16] >> (e < 16 ? 0 : 4)) & 0xF;
    }
  }
}
