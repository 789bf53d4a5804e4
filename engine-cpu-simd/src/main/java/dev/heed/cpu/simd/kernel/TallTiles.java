package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static dev.heed.cpu.simd.kernel.TileGrid.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of products with three rows or more: c [rows, 2 vectors] (+)= a [rows, depth]
 * · b [depth, 2 vectors], where a and c are row-major and b lies in {@link Panels}. Accumulators
 * start from c, or from 0 when {@code fresh}, so that a product cut along its depth is still one
 * chain of fused multiply–adds for each output.
 *
 * <p>Shapes that C2 keeps in registers: six rows of two vectors are 12 accumulators, two vectors of
 * b and two broadcasts, all of AVX2's sixteen; the loop reaches 0.93 of the fused multiply–add
 * ceiling there (five rows 0.9, four 0.65). A loop unrolled by hand, or packed rows of a, spills
 * one accumulator and halves that. Each shape is a method of its own, and too long to be inlined:
 * in the loop of a caller C2 runs out of registers. The accumulator is the addend; as a factor it
 * costs a third.
 */
final class TallTiles {
  /** Rows of the tallest. */
  static final int MOST_ROWS = 6;

  private TallTiles() {}

  /** 6 rows of 2 vectors. */
  static void tile6x2(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int panelStride,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride) {
    int a1 = aAt + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    int a4 = a3 + aStride;
    int a5 = a4 + aStride;
    float[] s = fresh ? ZEROS : c;
    int sAt = fresh ? 0 : cAt;
    int sStride = fresh ? 0 : cStride;
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
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[a4 + k]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[a5 + k]);
      s50 = x5.fma(w0, s50);
      s51 = x5.fma(w1, s51);
    }
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

  /** 5 rows of 2 vectors. */
  static void tile5x2(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int panelStride,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride) {
    int a1 = aAt + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    int a4 = a3 + aStride;
    float[] s = fresh ? ZEROS : c;
    int sAt = fresh ? 0 : cAt;
    int sStride = fresh ? 0 : cStride;
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
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[a4 + k]);
      s40 = x4.fma(w0, s40);
      s41 = x4.fma(w1, s41);
    }
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

  /** 4 rows of 2 vectors. */
  static void tile4x2(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int panelStride,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride) {
    int a1 = aAt + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    float[] s = fresh ? ZEROS : c;
    int sAt = fresh ? 0 : cAt;
    int sStride = fresh ? 0 : cStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    FloatVector s30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride);
    FloatVector s31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * sStride + COUNT);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
    }
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
    s30.intoArray(c, cAt + 3 * cStride);
    s31.intoArray(c, cAt + 3 * cStride + COUNT);
  }

  /** 3 rows of 2 vectors. */
  static void tile3x2(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int panelStride,
      int depth,
      boolean fresh,
      float[] c,
      int cAt,
      int cStride) {
    int a1 = aAt + aStride;
    int a2 = a1 + aStride;
    float[] s = fresh ? ZEROS : c;
    int sAt = fresh ? 0 : cAt;
    int sStride = fresh ? 0 : cStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, s, sAt + COUNT);
    FloatVector s10 = FloatVector.fromArray(FLOATS, s, sAt + sStride);
    FloatVector s11 = FloatVector.fromArray(FLOATS, s, sAt + sStride + COUNT);
    FloatVector s20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride);
    FloatVector s21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * sStride + COUNT);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + COUNT);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[aAt + k]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
    }
    s00.intoArray(c, cAt);
    s01.intoArray(c, cAt + COUNT);
    s10.intoArray(c, cAt + cStride);
    s11.intoArray(c, cAt + cStride + COUNT);
    s20.intoArray(c, cAt + 2 * cStride);
    s21.intoArray(c, cAt + 2 * cStride + COUNT);
  }
}
