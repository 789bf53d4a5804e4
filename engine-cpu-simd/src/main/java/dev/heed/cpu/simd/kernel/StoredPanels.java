package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;

import java.util.Arrays;

/** Keys and values of one head as {@link Panels}, widened on the way where they are stored so. */
final class StoredPanels {
  private StoredPanels() {}

  /** Floats that {@link #keys} works in: rows, or rows of pairs and what became of them. */
  static int scratchSize(int headSize) {
    return COUNT * Transposition.stride(headSize);
  }

  /**
   * Keys {@code first} to {@code end} of a run as columns of panels; those past its end are zeros.
   *
   * @param row of key 0 of the run
   * @param count keys of the run
   * @param first a multiple of {@link Panels#PANEL}
   * @param end a multiple of {@link Panels#PANEL}
   * @param at where the panel of key 0 starts, in the array
   * @param scratchAt {@link #scratchSize} floats of the same array
   */
  static void keys(
      StoredRows k,
      int row,
      int head,
      int count,
      int size,
      int first,
      int end,
      float[] panels,
      int at,
      int scratchAt) {
    // What is stored in 16 bits is turned by pairs, and widened afterwards: half of the work.
    boolean pairs = k.isPairs(size);
    int places = pairs ? size / 2 : size;
    int stride = Transposition.stride(places);
    int rowsAt = scratchAt + Transposition.MARGIN;
    int pairsAt = scratchAt + COUNT * stride;
    for (int key = first; key < end; key += COUNT) {
      int present = Math.clamp(count - key, 0, COUNT);
      if (pairs) {
        k.readPairs(row + key, head, present, places, panels, rowsAt, stride);
      } else {
        k.read(row + key, head, present, 0, size, panels, rowsAt, stride);
      }
      for (int j = present; j < COUNT; j++) {
        Arrays.fill(panels, rowsAt + j * stride, rowsAt + j * stride + places, 0);
      }
      int panel = at + key / PANEL * PANEL * size + key % PANEL;
      if (pairs) {
        Transposition.columns(panels, rowsAt, stride, places, panels, pairsAt, COUNT);
        k.widenPairs(panels, pairsAt, places, panels, panel);
      } else {
        Transposition.columns(panels, rowsAt, stride, size, panels, panel, PANEL);
      }
    }
  }

  /**
   * Values as rows of panels, columns past their size being zeros.
   *
   * @param row of the first value
   * @param at where the first value goes in the first panel
   * @param panelStride from panel to panel
   */
  static void values(
      StoredRows v,
      int row,
      int head,
      int count,
      int size,
      float[] panels,
      int at,
      int panelStride) {
    for (int column = 0; column < size; column += PANEL) {
      int to = at + column / PANEL * panelStride;
      int present = Math.min(PANEL, size - column);
      v.read(row, head, count, column, present, panels, to, PANEL);
      for (int j = 0; j < count && present < PANEL; j++) {
        Arrays.fill(panels, to + j * PANEL + present, to + (j + 1) * PANEL, 0);
      }
    }
  }
}
