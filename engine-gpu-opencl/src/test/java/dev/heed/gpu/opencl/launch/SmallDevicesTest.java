package dev.heed.gpu.opencl.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is chosen for devices that allow little. */
class SmallDevicesTest {
  @ParameterizedTest
  @CsvSource({"64, 16384", "128, 16384", "256, 16384", "256, 32768", "1024, 49152", "4, 1024"})
  void everyTileThatIsShippedFits(int workGroup, long localMemory) {
    DeviceLimits limits = new DeviceLimits(workGroup, localMemory);
    for (boolean gpu : new boolean[] {true, false}) {
      Tiles tiles = Tiles.shipped(gpu, limits);
      for (ProductShape shape : new ProductShape[] {ProductShape.SMALL, ProductShape.LARGE}) {
        Tile tile = tiles.of(shape);
        assertThat(tile.fits(limits)).as("%s for %s, gpu %s", tile, limits, gpu).isTrue();
      }
    }
  }

  /** 128 × 128 × 16 takes 16,512 bytes, 128 more than there are. */
  @Test
  void sixteenKibibytesGetTheSmallerTile() {
    assertThat(Tiles.shipped(true, new DeviceLimits(256, 16 << 10)).of(ProductShape.LARGE))
        .isEqualTo(new Tile(64, 64, 16, 4, 4));
  }

  /**
   * A tile of 4 query rows holds 4 · (head + 1) floats of queries, 32 · 33 of keys, 4 · 33 of
   * scores, and two for each row: 4 · head + 1,200 in all, of 4,096 there are.
   */
  @ParameterizedTest
  @CsvSource({"64, true", "724, true", "725, false"})
  void attentionRunsAsLongAsOneTileOfQueriesFits(int headSize, boolean possible) {
    for (int workGroup : new int[] {64, 128, 256}) {
      assertThat(
              AttentionLaunches.isPossible(head(headSize), new DeviceLimits(workGroup, 16 << 10)))
          .as("head size %d, %d work-items", headSize, workGroup)
          .isEqualTo(possible);
    }
  }

  @Test
  void attentionTakesFourRowsOfSixteenWorkItemsAtLeast() {
    assertThat(AttentionLaunches.isPossible(head(64), new DeviceLimits(63, 16 << 10))).isFalse();
  }

  private static Attention head(int size) {
    Tensor q = Tensor.shapeOnly(DType.F32, 5, 1, size);
    SeqSpans spans = SeqSpans.packed(5);
    Tensor out = Tensor.shapeOnly(DType.F32, 5, 1, size);
    return Attention.of(q, q, q, spans, spans, Masking.NONE, 1, out);
  }
}
