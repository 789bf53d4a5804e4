package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What reports say that a product runs in. With 32 registers five rows of four vectors fit, or ten
 * of two; with 16, two and four.
 */
@AtEveryWidth
class TileGridTest {
  @ParameterizedTest
  @CsvSource({
    "1, 8, 1×8",
    "1, 4, 1×4",
    "1, 1, 1×2",
    "2, 8, 2×4",
    "2, 2, 2×2",
    "3, 4, 3×4",
    "5, 4, 5×4",
    "5, 3, 5×2",
    "6, 4, 3×4 + 3×2",
    "10, 4, 5×4",
    "10, 2, 10×2",
    "12, 24, 5×4 + 7×2",
    "12, 2, 6×2",
    "20, 4, 5×4 + 10×2"
  })
  void tilesFor32Registers(int rows, int vectors, String tiles) {
    assumeThat(Lanes.REGISTERS).isEqualTo(32);
    assertThat(TileGrid.tiles(rows, vectors * Lanes.COUNT)).isEqualTo(tiles);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 1×8",
    "2, 8, 2×4",
    "3, 4, 3×2",
    "4, 4, 2×4",
    "4, 3, 4×2",
    "5, 4, 2×4 + 3×2",
    "7, 4, 2×4 + 3×2",
    "12, 24, 2×4 + 4×2",
    "12, 2, 4×2"
  })
  void tilesFor16Registers(int rows, int vectors, String tiles) {
    assumeThat(Lanes.REGISTERS).isEqualTo(16);
    assertThat(TileGrid.tiles(rows, vectors * Lanes.COUNT)).isEqualTo(tiles);
  }

  @ParameterizedTest
  @CsvSource({"1", "12", "300", "2000"})
  void aLongProductIsNamedAfterItsFirstBlock(int rows) {
    int first = Math.min(rows, Gemm.rowStep(rows));
    assertThat(first).isLessThanOrEqualTo(Gemm.MOST_ROWS);
    assertThat(Gemm.tiles(rows, 512)).isEqualTo(TileGrid.tiles(first, 512));
  }
}
