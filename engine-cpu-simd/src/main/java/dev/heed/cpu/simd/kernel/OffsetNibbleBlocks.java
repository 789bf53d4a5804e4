package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.BlockBits.BYTES;
import static dev.heed.cpu.simd.kernel.BlockBits.HALF_BITS;
import static dev.heed.cpu.simd.kernel.BlockBits.HALF_SCALE;
import static dev.heed.cpu.simd.kernel.BlockBits.INTS;
import static dev.heed.cpu.simd.kernel.BlockBits.LOWER;
import static dev.heed.cpu.simd.kernel.BlockBits.LOWER_ONE;
import static dev.heed.cpu.simd.kernel.BlockBits.UPPER;
import static dev.heed.cpu.simd.kernel.BlockBits.UPPER_ONE;
import static dev.heed.cpu.simd.kernel.BlockPanels.BLOCK;
import static dev.heed.cpu.simd.kernel.BlockPanels.LINE;
import static dev.heed.cpu.simd.kernel.BlockPanels.scaleWords;
import static dev.heed.cpu.simd.kernel.BlockPanels.vectorAt;
import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.PANEL;

import dev.heed.engine.tensor.DType;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Blocks of Q4_1: d · q + m. {@link BlockBits} says how they become floats.
 *
 * <p>A row x [depth] times some vectors of columns, y, whose panels lie {@code stride} bytes apart;
 * or one vector of columns as floats.
 */
final class OffsetNibbleBlocks {
  private OffsetNibbleBlocks() {}

  /** Four vectors of columns. */
  static void x4(byte[] w, int at, int stride, int blocks, float[] x, int xAt, float[] y, int yAt) {
    int o1 = vectorAt(1, stride);
    int o2 = vectorAt(2, stride);
    int o3 = vectorAt(3, stride);
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0);
    FloatVector s2 = FloatVector.broadcast(FLOATS, 0);
    FloatVector s3 = FloatVector.broadcast(FLOATS, 0);
    int words = at + scaleWords(DType.Q4_1, blocks) * LINE;
    for (int block = 0; block < blocks; block++) {
      int h = at + block * LINE;
      IntVector i;
      i = ByteVector.fromArray(BYTES, w, h).reinterpretAsInts();
      IntVector m0Bits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m0 = m0Bits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d0 = i.reinterpretAsFloats().mul(HALF_SCALE);
      i = ByteVector.fromArray(BYTES, w, h + o1).reinterpretAsInts();
      IntVector m1Bits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m1 = m1Bits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d1 = i.reinterpretAsFloats().mul(HALF_SCALE);
      i = ByteVector.fromArray(BYTES, w, h + o2).reinterpretAsInts();
      IntVector m2Bits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m2 = m2Bits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d2 = i.reinterpretAsFloats().mul(HALF_SCALE);
      i = ByteVector.fromArray(BYTES, w, h + o3).reinterpretAsInts();
      IntVector m3Bits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m3 = m3Bits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d3 = i.reinterpretAsFloats().mul(HALF_SCALE);
      for (int half = 0; half < 2; half++) {
        IntVector mask = IntVector.broadcast(INTS, half == 0 ? LOWER : UPPER);
        IntVector one = IntVector.broadcast(INTS, half == 0 ? LOWER_ONE : UPPER_ONE);
        FloatVector p = one.reinterpretAsFloats();
        for (int word = 0; word < 4; word++) {
          int q = words + (block * 4 + word) * LINE;
          int k = xAt + BLOCK * block + BLOCK / 2 * half + 4 * word;
          FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
          i = ByteVector.fromArray(BYTES, w, q - 1).reinterpretAsInts().and(mask);
          s0 = x0.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1 - 1).reinterpretAsInts().and(mask);
          s1 = x0.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          i = ByteVector.fromArray(BYTES, w, q + o2 - 1).reinterpretAsInts().and(mask);
          s2 = x0.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d2, m2), s2);
          i = ByteVector.fromArray(BYTES, w, q + o3 - 1).reinterpretAsInts().and(mask);
          s3 = x0.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d3, m3), s3);
          FloatVector x1 = FloatVector.broadcast(FLOATS, x[k + 1]);
          i = ByteVector.fromArray(BYTES, w, q).reinterpretAsInts().and(mask);
          s0 = x1.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1).reinterpretAsInts().and(mask);
          s1 = x1.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          i = ByteVector.fromArray(BYTES, w, q + o2).reinterpretAsInts().and(mask);
          s2 = x1.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d2, m2), s2);
          i = ByteVector.fromArray(BYTES, w, q + o3).reinterpretAsInts().and(mask);
          s3 = x1.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d3, m3), s3);
          FloatVector x2 = FloatVector.broadcast(FLOATS, x[k + 2]);
          i = ByteVector.fromArray(BYTES, w, q + 1).reinterpretAsInts().and(mask);
          s0 = x2.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1 + 1).reinterpretAsInts().and(mask);
          s1 = x2.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          i = ByteVector.fromArray(BYTES, w, q + o2 + 1).reinterpretAsInts().and(mask);
          s2 = x2.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d2, m2), s2);
          i = ByteVector.fromArray(BYTES, w, q + o3 + 1).reinterpretAsInts().and(mask);
          s3 = x2.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d3, m3), s3);
          FloatVector x3 = FloatVector.broadcast(FLOATS, x[k + 3]);
          i = ByteVector.fromArray(BYTES, w, q + 2).reinterpretAsInts().and(mask);
          s0 = x3.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1 + 2).reinterpretAsInts().and(mask);
          s1 = x3.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          i = ByteVector.fromArray(BYTES, w, q + o2 + 2).reinterpretAsInts().and(mask);
          s2 = x3.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d2, m2), s2);
          i = ByteVector.fromArray(BYTES, w, q + o3 + 2).reinterpretAsInts().and(mask);
          s3 = x3.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d3, m3), s3);
        }
      }
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + COUNT);
    s2.intoArray(y, yAt + 2 * COUNT);
    s3.intoArray(y, yAt + 3 * COUNT);
  }

  /** Two vectors of columns. */
  static void x2(byte[] w, int at, int stride, int blocks, float[] x, int xAt, float[] y, int yAt) {
    int o1 = vectorAt(1, stride);
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0);
    int words = at + scaleWords(DType.Q4_1, blocks) * LINE;
    for (int block = 0; block < blocks; block++) {
      int h = at + block * LINE;
      IntVector i;
      i = ByteVector.fromArray(BYTES, w, h).reinterpretAsInts();
      IntVector m0Bits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m0 = m0Bits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d0 = i.reinterpretAsFloats().mul(HALF_SCALE);
      i = ByteVector.fromArray(BYTES, w, h + o1).reinterpretAsInts();
      IntVector m1Bits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m1 = m1Bits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d1 = i.reinterpretAsFloats().mul(HALF_SCALE);
      for (int half = 0; half < 2; half++) {
        IntVector mask = IntVector.broadcast(INTS, half == 0 ? LOWER : UPPER);
        IntVector one = IntVector.broadcast(INTS, half == 0 ? LOWER_ONE : UPPER_ONE);
        FloatVector p = one.reinterpretAsFloats();
        for (int word = 0; word < 4; word++) {
          int q = words + (block * 4 + word) * LINE;
          int k = xAt + BLOCK * block + BLOCK / 2 * half + 4 * word;
          FloatVector x0 = FloatVector.broadcast(FLOATS, x[k]);
          i = ByteVector.fromArray(BYTES, w, q - 1).reinterpretAsInts().and(mask);
          s0 = x0.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1 - 1).reinterpretAsInts().and(mask);
          s1 = x0.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          FloatVector x1 = FloatVector.broadcast(FLOATS, x[k + 1]);
          i = ByteVector.fromArray(BYTES, w, q).reinterpretAsInts().and(mask);
          s0 = x1.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1).reinterpretAsInts().and(mask);
          s1 = x1.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          FloatVector x2 = FloatVector.broadcast(FLOATS, x[k + 2]);
          i = ByteVector.fromArray(BYTES, w, q + 1).reinterpretAsInts().and(mask);
          s0 = x2.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1 + 1).reinterpretAsInts().and(mask);
          s1 = x2.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
          FloatVector x3 = FloatVector.broadcast(FLOATS, x[k + 3]);
          i = ByteVector.fromArray(BYTES, w, q + 2).reinterpretAsInts().and(mask);
          s0 = x3.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d0, m0), s0);
          i = ByteVector.fromArray(BYTES, w, q + o1 + 2).reinterpretAsInts().and(mask);
          s1 = x3.fma(i.or(one).reinterpretAsFloats().sub(p).fma(d1, m1), s1);
        }
      }
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + COUNT);
  }

  /** One vector of columns as floats, each {@link Panels#PANEL} behind the one before. */
  static void widen(byte[] w, int at, int blocks, float[] to, int toAt) {
    int words = at + scaleWords(DType.Q4_1, blocks) * LINE;
    for (int block = 0; block < blocks; block++) {
      IntVector i = ByteVector.fromArray(BYTES, w, at + block * LINE).reinterpretAsInts();
      IntVector mBits = i.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector m = mBits.reinterpretAsFloats().mul(HALF_SCALE);
      i = i.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS);
      FloatVector d = i.reinterpretAsFloats().mul(HALF_SCALE);
      for (int half = 0; half < 2; half++) {
        IntVector mask = IntVector.broadcast(INTS, half == 0 ? LOWER : UPPER);
        IntVector one = IntVector.broadcast(INTS, half == 0 ? LOWER_ONE : UPPER_ONE);
        FloatVector p = one.reinterpretAsFloats();
        for (int word = 0; word < 4; word++) {
          int q = words + (block * 4 + word) * LINE;
          int k = toAt + (BLOCK * block + BLOCK / 2 * half + 4 * word) * PANEL;
          i = ByteVector.fromArray(BYTES, w, q - 1).reinterpretAsInts().and(mask);
          i.or(one).reinterpretAsFloats().sub(p).fma(d, m).intoArray(to, k);
          i = ByteVector.fromArray(BYTES, w, q).reinterpretAsInts().and(mask);
          i.or(one).reinterpretAsFloats().sub(p).fma(d, m).intoArray(to, k + PANEL);
          i = ByteVector.fromArray(BYTES, w, q + 1).reinterpretAsInts().and(mask);
          i.or(one).reinterpretAsFloats().sub(p).fma(d, m).intoArray(to, k + 2 * PANEL);
          i = ByteVector.fromArray(BYTES, w, q + 2).reinterpretAsInts().and(mask);
          i.or(one).reinterpretAsFloats().sub(p).fma(d, m).intoArray(to, k + 3 * PANEL);
        }
      }
    }
  }
}
