package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static dev.heed.cpu.simd.kernel.Panels.vectorAt;
import static dev.heed.cpu.simd.kernel.Tile.STRIDE;

import jdk.incubator.vector.FloatVector;

/**
 * {@link TallTiles} for the rows that pass first, while b is still on its way from memory: few rows
 * of four vectors. A processor can wait for as many cache lines as there are loads among the some
 * 500 instructions that it looks ahead, and cannot be told in Java to fetch one without waiting for
 * it. Ten rows of two vectors take 17 instructions for each line of b, five rows of four take 8:
 * then lines come as fast as the memory gives them, and these rows are computed meanwhile. Those
 * that follow find b in L2.
 */
final class StreamTiles {
  /** Rows of the tallest whose broadcasts all fit: five with 32 registers, two with 16. */
  static final int MOST_ROWS = (Lanes.REGISTERS - 4) / 5;

  private StreamTiles() {}

  /** Three rows of four vectors. */
  static void rows3(Tile tile) {
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
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s22 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + 2 * COUNT);
    FloatVector s23 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + 3 * COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      s12 = x1.fma(w2, s12);
      s13 = x1.fma(w3, s13);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      s22 = x2.fma(w2, s22);
      s23 = x2.fma(w3, s23);
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
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s22.intoArray(c, cAt + 2 * cStride + 2 * COUNT);
    s23.intoArray(c, cAt + 2 * cStride + 3 * COUNT);
  }

  /** Four rows of four vectors. */
  static void rows4(Tile tile) {
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
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s22 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + 2 * COUNT);
    FloatVector s23 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + 3 * COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s32 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + 2 * COUNT);
    FloatVector s33 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + 3 * COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      s12 = x1.fma(w2, s12);
      s13 = x1.fma(w3, s13);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      s22 = x2.fma(w2, s22);
      s23 = x2.fma(w3, s23);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      s32 = x3.fma(w2, s32);
      s33 = x3.fma(w3, s33);
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
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s22.intoArray(c, cAt + 2 * cStride + 2 * COUNT);
    s23.intoArray(c, cAt + 2 * cStride + 3 * COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s32.intoArray(c, cAt + 3 * cStride + 2 * COUNT);
    s33.intoArray(c, cAt + 3 * cStride + 3 * COUNT);
  }

  /** Five rows of four vectors. */
  static void rows5(Tile tile) {
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
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s22 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + 2 * COUNT);
    FloatVector s23 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + 3 * COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s32 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + 2 * COUNT);
    FloatVector s33 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + 3 * COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
    FloatVector s42 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + 2 * COUNT);
    FloatVector s43 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + 3 * COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      s12 = x1.fma(w2, s12);
      s13 = x1.fma(w3, s13);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      s22 = x2.fma(w2, s22);
      s23 = x2.fma(w3, s23);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      s32 = x3.fma(w2, s32);
      s33 = x3.fma(w3, s33);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      s42 = x4.fma(w2, s42);
      s43 = x4.fma(w3, s43);
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
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s22.intoArray(c, cAt + 2 * cStride + 2 * COUNT);
    s23.intoArray(c, cAt + 2 * cStride + 3 * COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s32.intoArray(c, cAt + 3 * cStride + 2 * COUNT);
    s33.intoArray(c, cAt + 3 * cStride + 3 * COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
    s42.intoArray(c, cAt + 4 * cStride + 2 * COUNT);
    s43.intoArray(c, cAt + 4 * cStride + 3 * COUNT);
  }
}
