package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static dev.heed.cpu.simd.kernel.Tile.STRIDE;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of products with three rows or more: c [rows, 2 vectors] (+)= a [rows, depth]
 * · b [depth, 2 vectors], where c is row-major, the rows of a lie {@link Tile#STRIDE} apart and b
 * lies in {@link Panels}. Accumulators start from c or from zeros, so that a product cut along its
 * depth is still one chain of fused multiply–adds for each output.
 *
 * <p>What C2 does with registers decides their speed. It likes to load all of a step's broadcasts
 * before its first multiply–add: 2 · rows accumulators, 2 vectors of b and a broadcast for each row
 * must fit, or an accumulator goes to memory and back in each step, which halves a tile. And with
 * rows at a fixed distance one general register addresses all of a, and none is kept for c, which
 * is read from the object after the loop: else C2 moves an address to a vector register and back
 * for each k, ten cycles where six rows take six. A method for each height, and too long to be
 * inlined. The accumulator is the addend; as a factor it costs a third.
 */
final class TallTiles {
  /** Rows of the tallest that fits: ten with 32 registers, four with 16. */
  static final int MOST_ROWS = Math.min(10, (Lanes.REGISTERS - 2) / 3);

  private TallTiles() {}

  /** Three rows of two vectors. */
  static void rows3(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
  }

  /** Four rows of two vectors. */
  static void rows4(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
  }

  /** Five rows of two vectors. */
  static void rows5(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
  }

  /** Six rows of two vectors. */
  static void rows6(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
    FloatVector s50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride);
    FloatVector s51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[aAt + k + 5 * STRIDE]);
      s50 = x5.fma(w0, s50);
      s51 = x5.fma(w1, s51);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
    s50.intoArray(c, cAt + 5 * cStride);
    s51.intoArray(c, cAt + 5 * cStride + COUNT);
  }

  /** Seven rows of two vectors. */
  static void rows7(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
    FloatVector s50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride);
    FloatVector s51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride + COUNT);
    FloatVector s60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride);
    FloatVector s61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[aAt + k + 5 * STRIDE]);
      s50 = x5.fma(w0, s50);
      s51 = x5.fma(w1, s51);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[aAt + k + 6 * STRIDE]);
      s60 = x6.fma(w0, s60);
      s61 = x6.fma(w1, s61);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
    s50.intoArray(c, cAt + 5 * cStride);
    s51.intoArray(c, cAt + 5 * cStride + COUNT);
    s60.intoArray(c, cAt + 6 * cStride);
    s61.intoArray(c, cAt + 6 * cStride + COUNT);
  }

  /** Eight rows of two vectors. */
  static void rows8(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
    FloatVector s50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride);
    FloatVector s51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride + COUNT);
    FloatVector s60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride);
    FloatVector s61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride + COUNT);
    FloatVector s70 = FloatVector.fromArray(FLOATS, s, sAt + 7 * sStride);
    FloatVector s71 = FloatVector.fromArray(FLOATS, s, sAt + 7 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[aAt + k + 5 * STRIDE]);
      s50 = x5.fma(w0, s50);
      s51 = x5.fma(w1, s51);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[aAt + k + 6 * STRIDE]);
      s60 = x6.fma(w0, s60);
      s61 = x6.fma(w1, s61);
      FloatVector x7 = FloatVector.broadcast(FLOATS, a[aAt + k + 7 * STRIDE]);
      s70 = x7.fma(w0, s70);
      s71 = x7.fma(w1, s71);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
    s50.intoArray(c, cAt + 5 * cStride);
    s51.intoArray(c, cAt + 5 * cStride + COUNT);
    s60.intoArray(c, cAt + 6 * cStride);
    s61.intoArray(c, cAt + 6 * cStride + COUNT);
    s70.intoArray(c, cAt + 7 * cStride);
    s71.intoArray(c, cAt + 7 * cStride + COUNT);
  }

  /** Nine rows of two vectors. */
  static void rows9(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
    FloatVector s50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride);
    FloatVector s51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride + COUNT);
    FloatVector s60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride);
    FloatVector s61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride + COUNT);
    FloatVector s70 = FloatVector.fromArray(FLOATS, s, sAt + 7 * sStride);
    FloatVector s71 = FloatVector.fromArray(FLOATS, s, sAt + 7 * sStride + COUNT);
    FloatVector s80 = FloatVector.fromArray(FLOATS, s, sAt + 8 * sStride);
    FloatVector s81 = FloatVector.fromArray(FLOATS, s, sAt + 8 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[aAt + k + 5 * STRIDE]);
      s50 = x5.fma(w0, s50);
      s51 = x5.fma(w1, s51);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[aAt + k + 6 * STRIDE]);
      s60 = x6.fma(w0, s60);
      s61 = x6.fma(w1, s61);
      FloatVector x7 = FloatVector.broadcast(FLOATS, a[aAt + k + 7 * STRIDE]);
      s70 = x7.fma(w0, s70);
      s71 = x7.fma(w1, s71);
      FloatVector x8 = FloatVector.broadcast(FLOATS, a[aAt + k + 8 * STRIDE]);
      s80 = x8.fma(w0, s80);
      s81 = x8.fma(w1, s81);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
    s50.intoArray(c, cAt + 5 * cStride);
    s51.intoArray(c, cAt + 5 * cStride + COUNT);
    s60.intoArray(c, cAt + 6 * cStride);
    s61.intoArray(c, cAt + 6 * cStride + COUNT);
    s70.intoArray(c, cAt + 7 * cStride);
    s71.intoArray(c, cAt + 7 * cStride + COUNT);
    s80.intoArray(c, cAt + 8 * cStride);
    s81.intoArray(c, cAt + 8 * cStride + COUNT);
  }

  /** Ten rows of two vectors. */
  static void rows10(Tile tile) {
    float[] s = tile.start;
    int sAt = tile.startAt;
    int sStride = tile.startStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    FloatVector s40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride);
    FloatVector s41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * sStride + COUNT);
    FloatVector s50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride);
    FloatVector s51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * sStride + COUNT);
    FloatVector s60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride);
    FloatVector s61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * sStride + COUNT);
    FloatVector s70 = FloatVector.fromArray(FLOATS, s, sAt + 7 * sStride);
    FloatVector s71 = FloatVector.fromArray(FLOATS, s, sAt + 7 * sStride + COUNT);
    FloatVector s80 = FloatVector.fromArray(FLOATS, s, sAt + 8 * sStride);
    FloatVector s81 = FloatVector.fromArray(FLOATS, s, sAt + 8 * sStride + COUNT);
    FloatVector s90 = FloatVector.fromArray(FLOATS, s, sAt + 9 * sStride);
    FloatVector s91 = FloatVector.fromArray(FLOATS, s, sAt + 9 * sStride + COUNT);
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
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[aAt + k + STRIDE]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[aAt + k + 2 * STRIDE]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[aAt + k + 3 * STRIDE]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[aAt + k + 4 * STRIDE]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[aAt + k + 5 * STRIDE]);
      s50 = x5.fma(w0, s50);
      s51 = x5.fma(w1, s51);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[aAt + k + 6 * STRIDE]);
      s60 = x6.fma(w0, s60);
      s61 = x6.fma(w1, s61);
      FloatVector x7 = FloatVector.broadcast(FLOATS, a[aAt + k + 7 * STRIDE]);
      s70 = x7.fma(w0, s70);
      s71 = x7.fma(w1, s71);
      FloatVector x8 = FloatVector.broadcast(FLOATS, a[aAt + k + 8 * STRIDE]);
      s80 = x8.fma(w0, s80);
      s81 = x8.fma(w1, s81);
      FloatVector x9 = FloatVector.broadcast(FLOATS, a[aAt + k + 9 * STRIDE]);
      s90 = x9.fma(w0, s90);
      s91 = x9.fma(w1, s91);
    }
    float[] c = tile.c;
    int cAt = tile.cAt;
    int cStride = tile.cStride;
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
    s40.intoArray(c, cAt + 4 * cStride);
    s41.intoArray(c, cAt + 4 * cStride + COUNT);
    s50.intoArray(c, cAt + 5 * cStride);
    s51.intoArray(c, cAt + 5 * cStride + COUNT);
    s60.intoArray(c, cAt + 6 * cStride);
    s61.intoArray(c, cAt + 6 * cStride + COUNT);
    s70.intoArray(c, cAt + 7 * cStride);
    s71.intoArray(c, cAt + 7 * cStride + COUNT);
    s80.intoArray(c, cAt + 8 * cStride);
    s81.intoArray(c, cAt + 8 * cStride + COUNT);
    s90.intoArray(c, cAt + 9 * cStride);
    s91.intoArray(c, cAt + 9 * cStride + COUNT);
  }
}
