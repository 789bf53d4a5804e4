package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Turns as many rows as a vector has lanes into columns of a panel, squares of four by four at a
 * time in each quarter of a vector. A vector that holds four elements of a row in each quarter is
 * put together by loads that are shifted, since loads are cheaper than the exchange of lanes: for
 * this the rows have a margin before and behind.
 */
public final class Transposition {
  /** Elements before and behind a row, of any content. */
  static final int MARGIN = 16;

  private static final VectorShuffle<Float> ONE_UP =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + COUNT - 1) % COUNT);

  private static final VectorShuffle<Float> ONE_DOWN =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 1) % COUNT);
  private static final VectorShuffle<Float> TWO_UP =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + COUNT - 2) % COUNT);
  private static final VectorShuffle<Float> TWO_DOWN =
      VectorShuffle.fromOp(FLOATS, lane -> (lane + 2) % COUNT);

  private Transposition() {}

  /** From row to row of so many elements, margins included. */
  static int stride(int size) {
    return size + 2 * MARGIN;
  }

  /**
   * a [rows, columns] → to [columns, rows], no margins needed: what is loaded beside a row lies in
   * the rows that are turned with it.
   *
   * @param stride from row to row of a
   * @param toStride from row to row of the result
   */
  public static void turn(
      float[] a, int at, int stride, int rows, int columns, float[] to, int toAt, int toStride) {
    int bound = FLOATS.loopBound(rows);
    for (int row = 0; row < bound; row += COUNT) {
      columns(a, at + row * stride, stride, columns, to, toAt + row, toStride);
    }
    for (int row = bound; row < rows; row++) {
      for (int d = 0; d < columns; d++) {
        to[toAt + d * toStride + row] = a[at + row * stride + d];
      }
    }
  }

  /**
   * rows [{@link Lanes#COUNT}, size] → the columns of a panel, element d of row j to {@code to + d
   * · width + j}.
   *
   * @param at where the first row starts, behind its margin
   * @param stride from row to row, by {@link #stride}
   * @param width of the panel
   */
  static void columns(
      float[] rows, int at, int stride, int size, float[] panel, int to, int width) {
    VectorMask<Float> second = VectorMask.fromLong(FLOATS, 0x00F0);
    VectorMask<Float> third = VectorMask.fromLong(FLOATS, 0x0F00);
    VectorMask<Float> fourth = VectorMask.fromLong(FLOATS, 0xF000);
    VectorMask<Float> odd = VectorMask.fromLong(FLOATS, 0xAAAA);
    VectorMask<Float> upper = VectorMask.fromLong(FLOATS, 0xCCCC);
    int bound = size / 4 * 4;
    for (int d = 0; d < bound; d += 4) {
      int r0 = at + d;
      int r1 = r0 + stride;
      int r2 = r1 + stride;
      int r3 = r2 + stride;
      FloatVector v0 = FloatVector.fromArray(FLOATS, rows, r0);
      FloatVector v1 = FloatVector.fromArray(FLOATS, rows, r1);
      FloatVector v2 = FloatVector.fromArray(FLOATS, rows, r2);
      FloatVector v3 = FloatVector.fromArray(FLOATS, rows, r3);
      if (COUNT > 4) {
        int next = 4 * stride - 4;
        v0 = v0.blend(FloatVector.fromArray(FLOATS, rows, r0 + next), second);
        v1 = v1.blend(FloatVector.fromArray(FLOATS, rows, r1 + next), second);
        v2 = v2.blend(FloatVector.fromArray(FLOATS, rows, r2 + next), second);
        v3 = v3.blend(FloatVector.fromArray(FLOATS, rows, r3 + next), second);
      }
      if (COUNT > 8) {
        int next = 8 * stride - 8;
        v0 = v0.blend(FloatVector.fromArray(FLOATS, rows, r0 + next), third);
        v1 = v1.blend(FloatVector.fromArray(FLOATS, rows, r1 + next), third);
        v2 = v2.blend(FloatVector.fromArray(FLOATS, rows, r2 + next), third);
        v3 = v3.blend(FloatVector.fromArray(FLOATS, rows, r3 + next), third);
        int last = 12 * stride - 12;
        v0 = v0.blend(FloatVector.fromArray(FLOATS, rows, r0 + last), fourth);
        v1 = v1.blend(FloatVector.fromArray(FLOATS, rows, r1 + last), fourth);
        v2 = v2.blend(FloatVector.fromArray(FLOATS, rows, r2 + last), fourth);
        v3 = v3.blend(FloatVector.fromArray(FLOATS, rows, r3 + last), fourth);
      }
      FloatVector even01 = v0.blend(v1.rearrange(ONE_UP), odd);
      FloatVector odd01 = v0.rearrange(ONE_DOWN).blend(v1, odd);
      FloatVector even23 = v2.blend(v3.rearrange(ONE_UP), odd);
      FloatVector odd23 = v2.rearrange(ONE_DOWN).blend(v3, odd);
      int column = to + d * width;
      even01.blend(even23.rearrange(TWO_UP), upper).intoArray(panel, column);
      odd01.blend(odd23.rearrange(TWO_UP), upper).intoArray(panel, column + width);
      even01.rearrange(TWO_DOWN).blend(even23, upper).intoArray(panel, column + 2 * width);
      odd01.rearrange(TWO_DOWN).blend(odd23, upper).intoArray(panel, column + 3 * width);
    }
    for (int d = bound; d < size; d++) {
      for (int j = 0; j < COUNT; j++) {
        panel[to + d * width + j] = rows[at + j * stride + d];
      }
    }
  }
}
