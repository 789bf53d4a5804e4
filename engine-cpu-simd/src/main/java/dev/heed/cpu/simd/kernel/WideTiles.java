package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static dev.heed.cpu.simd.kernel.Panels.vectorAt;

import jdk.incubator.vector.FloatVector;

/**
 * {@link TallTiles} for one row and two: more vectors side by side, because a fused multiply–add
 * takes four cycles and two start in each, so that eight chains must be under way. With so little
 * work for each element of b the limit is the speed at which b arrives.
 */
final class WideTiles {
  private WideTiles() {}

  /** 2 rows of 4 vectors. */
  static void tile2x4(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s02 = FloatVector.fromArray(FLOATS, s, sAt + 2 * COUNT);
    FloatVector s03 = FloatVector.fromArray(FLOATS, s, sAt + 3 * COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s12 = FloatVector.fromArray(FLOATS, s, sAt + sStride + 2 * COUNT);
    FloatVector s13 = FloatVector.fromArray(FLOATS, s, sAt + sStride + 3 * COUNT);
    float[] a = tile.a;
    int aAt = tile.aAt;
    int a1 = aAt + tile.aStride;
    float[] b = tile.b;
    int bAt = tile.bAt;
    int b2 = bAt + vectorAt(2, tile.panelStride);
    int depth = tile.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector w2 = FloatVector.fromArray(FLOATS, b, b2 + k * PANEL);
      FloatVector w3 = FloatVector.fromArray(FLOATS, b, b2 + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      s02 = x0.fma(w2, s02);
      s03 = x0.fma(w3, s03);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      s12 = x1.fma(w2, s12);
      s13 = x1.fma(w3, s13);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s02.intoArray(c, cAt + 2 * COUNT);
    s03.intoArray(c, cAt + 3 * COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s12.intoArray(c, cAt + cStride + 2 * COUNT);
    s13.intoArray(c, cAt + cStride + 3 * COUNT);
  }

  /** 2 rows of 2 vectors. */
  static void tile2x2(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    float[] a = tile.a;
    int aAt = tile.aAt;
    int a1 = aAt + tile.aStride;
    float[] b = tile.b;
    int bAt = tile.bAt;
    int depth = tile.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
  }

  /** 1 row of 8 vectors. */
  static void tile1x8(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s02 = FloatVector.fromArray(FLOATS, s, sAt + 2 * COUNT);
    FloatVector s03 = FloatVector.fromArray(FLOATS, s, sAt + 3 * COUNT);
    FloatVector s04 = FloatVector.fromArray(FLOATS, s, sAt + 4 * COUNT);
    FloatVector s05 = FloatVector.fromArray(FLOATS, s, sAt + 5 * COUNT);
    FloatVector s06 = FloatVector.fromArray(FLOATS, s, sAt + 6 * COUNT);
    FloatVector s07 = FloatVector.fromArray(FLOATS, s, sAt + 7 * COUNT);
    float[] a = tile.a;
    int aAt = tile.aAt;
    float[] b = tile.b;
    int bAt = tile.bAt;
    int b2 = bAt + vectorAt(2, tile.panelStride);
    int b4 = bAt + vectorAt(4, tile.panelStride);
    int b6 = bAt + vectorAt(6, tile.panelStride);
    int depth = tile.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector w2 = FloatVector.fromArray(FLOATS, b, b2 + k * PANEL);
      FloatVector w3 = FloatVector.fromArray(FLOATS, b, b2 + k * PANEL + COUNT);
      FloatVector w4 = FloatVector.fromArray(FLOATS, b, b4 + k * PANEL);
      FloatVector w5 = FloatVector.fromArray(FLOATS, b, b4 + k * PANEL + COUNT);
      FloatVector w6 = FloatVector.fromArray(FLOATS, b, b6 + k * PANEL);
      FloatVector w7 = FloatVector.fromArray(FLOATS, b, b6 + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      s02 = x0.fma(w2, s02);
      s03 = x0.fma(w3, s03);
      s04 = x0.fma(w4, s04);
      s05 = x0.fma(w5, s05);
      s06 = x0.fma(w6, s06);
      s07 = x0.fma(w7, s07);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s02.intoArray(c, cAt + 2 * COUNT);
    s03.intoArray(c, cAt + 3 * COUNT);
    s04.intoArray(c, cAt + 4 * COUNT);
    s05.intoArray(c, cAt + 5 * COUNT);
    s06.intoArray(c, cAt + 6 * COUNT);
    s07.intoArray(c, cAt + 7 * COUNT);
  }

  /** 1 row of 4 vectors. */
  static void tile1x4(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s02 = FloatVector.fromArray(FLOATS, s, sAt + 2 * COUNT);
    FloatVector s03 = FloatVector.fromArray(FLOATS, s, sAt + 3 * COUNT);
    float[] a = tile.a;
    int aAt = tile.aAt;
    float[] b = tile.b;
    int bAt = tile.bAt;
    int b2 = bAt + vectorAt(2, tile.panelStride);
    int depth = tile.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector w2 = FloatVector.fromArray(FLOATS, b, b2 + k * PANEL);
      FloatVector w3 = FloatVector.fromArray(FLOATS, b, b2 + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      s02 = x0.fma(w2, s02);
      s03 = x0.fma(w3, s03);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s02.intoArray(c, cAt + 2 * COUNT);
    s03.intoArray(c, cAt + 3 * COUNT);
  }

  /** 1 row of 2 vectors. */
  static void tile1x2(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    float[] a = tile.a;
    int aAt = tile.aAt;
    float[] b = tile.b;
    int bAt = tile.bAt;
    int depth = tile.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
  }
}
