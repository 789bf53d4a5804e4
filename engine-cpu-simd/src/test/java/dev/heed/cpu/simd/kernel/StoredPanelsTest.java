package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.tensor.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where each element of a key and of a value goes. */
@AtEveryWidth
class StoredPanelsTest {
  private static final int HEADS = 3;
  private static final int ROWS = 80;

  @ParameterizedTest
  @CsvSource({"64,70", "1,1", "3,20", "4,64", "6,33", "17,15", "80,48", "128,64"})
  void keysAreTheColumnsOfPanels(int size, int count) {
    short[] stored = new short[ROWS * HEADS * size];
    Random random = new Random(3);
    for (int e = 0; e < stored.length; e++) {
      stored[e] = (short) random.nextInt();
    }
    for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
      float[] keys = new float[stored.length];
      for (int e = 0; e < keys.length; e++) {
        keys[e] =
            type == DType.BF16
                ? Float.intBitsToFloat(stored[e] << 16)
                : Float.float16ToFloat(stored[e]);
      }
      StoredRows rows =
          type == DType.F32
              ? StoredRows.of(keys, 0, HEADS * size, size)
              : StoredRows.of(type, stored, 0, HEADS * size, size);
      int end = Panels.paddedColumns(count);
      int scratch = StoredPanels.scratchSize(size);
      float[] panels = Arrays32.guarded(2 + end * size + scratch);
      StoredPanels.keys(rows, 5, 2, count, size, 0, end, panels, 1, 1 + end * size);
      assertThat(panels[0]).isEqualTo(Arrays32.GUARD);
      assertThat(panels[panels.length - 1]).isEqualTo(Arrays32.GUARD);
      for (int key = 0; key < end; key++) {
        for (int d = 0; d < size; d++) {
          float got = panels[1 + key / PANEL * PANEL * size + d * PANEL + key % PANEL];
          float expected = key < count ? keys[((5 + key) * HEADS + 2) * size + d] : 0;
          assertThat(Float.floatToIntBits(got))
              .as("%s, key %d, element %d", type, key, d)
              .isEqualTo(Float.floatToIntBits(expected));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64,70", "1,1", "3,20", "32,64", "33,33", "128,7"})
  void valuesAreTheRowsOfPanels(int size, int count) {
    float[] values = Arrays32.random(ROWS * HEADS * size, 4);
    int columns = Panels.paddedColumns(size);
    int panelStride = (count + 2) * PANEL;
    float[] panels = Arrays32.guarded(columns / PANEL * panelStride);
    StoredPanels.values(
        StoredRows.of(values, 0, HEADS * size, size), 5, 1, count, size, panels, 0, panelStride);
    for (int d = 0; d < columns; d++) {
      for (int row = 0; row < count + 2; row++) {
        float got = panels[d / PANEL * panelStride + row * PANEL + d % PANEL];
        float expected = d < size ? values[((5 + row % count) * HEADS + 1) * size + d] : 0;
        assertThat(got)
            .as("value %d, element %d", row, d)
            .isEqualTo(row < count ? expected : Arrays32.GUARD);
      }
    }
  }
}
