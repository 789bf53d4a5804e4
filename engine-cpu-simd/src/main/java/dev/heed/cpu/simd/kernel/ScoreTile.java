package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.BlockBits.INTS;
import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;
import static dev.heed.cpu.simd.kernel.Panels.vectorAt;
import static dev.heed.cpu.simd.kernel.Tile.STRIDE;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_2;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_3;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_4;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_5;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_6;
import static dev.heed.cpu.simd.kernel.VectorMath.EXP_LOWEST;
import static dev.heed.cpu.simd.kernel.VectorMath.LOG2_E;
import static dev.heed.cpu.simd.kernel.VectorMath.MINUS_LN2_HIGH;
import static dev.heed.cpu.simd.kernel.VectorMath.MINUS_LN2_LOW;
import static dev.heed.cpu.simd.kernel.VectorMath.ONE;
import static dev.heed.cpu.simd.kernel.VectorMath.ROUND;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.heed.engine.op.Chance;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * What becomes of the scores [keys, queries] of a tile on the way back, rows {@link Tile#STRIDE}
 * apart and whole vectors of queries. What belongs to a query is a vector that stays in its
 * register while the keys pass.
 */
final class ScoreTile {
  /** 0, 1, 2, …. */
  private static final float[] INDEX = index();

  private ScoreTile() {}

  /** scores −= slope · |query + i − key − j| of the query i and the key j. */
  static void linearBias(
      float[] scores, int at, int keys, int queries, float slope, int query, int key) {
    FloatVector factor = FloatVector.broadcast(FLOATS, -slope);
    FloatVector index = FloatVector.fromArray(FLOATS, INDEX, 0);
    for (int v = 0; v < queries; v += COUNT) {
      FloatVector place = index.add(query - key + v);
      for (int j = 0; j < keys; j++) {
        FloatVector x = FloatVector.fromArray(FLOATS, scores, at + j * STRIDE + v);
        place.sub(j).abs().fma(factor, x).intoArray(scores, at + j * STRIDE + v);
      }
    }
  }

  /** scores = e^(scores − logSumExp [queries]), as {@link VectorMath#exponentials}. */
  static void weights(float[] scores, int at, int keys, int queries, int logSumExpAt) {
    FloatVector expLowest = FloatVector.broadcast(FLOATS, EXP_LOWEST);
    FloatVector log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector minusLn2Low = FloatVector.broadcast(FLOATS, MINUS_LN2_LOW);
    FloatVector minusLn2High = FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH);
    FloatVector exp6 = FloatVector.broadcast(FLOATS, EXP_6);
    FloatVector exp5 = FloatVector.broadcast(FLOATS, EXP_5);
    FloatVector exp4 = FloatVector.broadcast(FLOATS, EXP_4);
    FloatVector exp3 = FloatVector.broadcast(FLOATS, EXP_3);
    FloatVector exp2 = FloatVector.broadcast(FLOATS, EXP_2);
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    for (int v = 0; v < queries; v += COUNT) {
      FloatVector shift = FloatVector.fromArray(FLOATS, scores, logSumExpAt + v);
      for (int j = 0; j < keys; j++) {
        FloatVector d = FloatVector.fromArray(FLOATS, scores, at + j * STRIDE + v).sub(shift);
        FloatVector y = d.blend(expLowest, d.compare(LT, expLowest));
        FloatVector rounded = y.fma(log2E, round);
        FloatVector whole = rounded.sub(round);
        FloatVector r = whole.fma(minusLn2Low, whole.fma(minusLn2High, y));
        FloatVector p = exp6.fma(r, exp5);
        p = p.fma(r, exp4);
        p = p.fma(r, exp3);
        p = p.fma(r, exp2);
        p = p.fma(r, one);
        p = p.fma(r, one);
        p.mul(rounded.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats())
            .intoArray(scores, at + j * STRIDE + v);
      }
    }
  }

  /**
   * differences = weights · (differences − delta [queries]), the gradients of the scores, in their
   * rows and once more in panels.
   *
   * @param panelAt where the first of these keys goes in the first panel
   */
  static void differences(
      float[] tile,
      int weightsAt,
      int at,
      int keys,
      int queries,
      int deltaAt,
      int panelAt,
      int panelStride) {
    for (int v = 0; v < queries; v += COUNT) {
      FloatVector delta = FloatVector.fromArray(FLOATS, tile, deltaAt + v);
      int panel = panelAt + vectorAt(v / COUNT, panelStride);
      for (int j = 0; j < keys; j++) {
        FloatVector weight = FloatVector.fromArray(FLOATS, tile, weightsAt + j * STRIDE + v);
        FloatVector d =
            FloatVector.fromArray(FLOATS, tile, at + j * STRIDE + v).sub(delta).mul(weight);
        d.intoArray(tile, at + j * STRIDE + v);
        d.intoArray(tile, panel + j * Panels.PANEL);
      }
    }
  }

  /**
   * The same with dropout: what comes back through a weight that was dropped is 0, and the weights
   * are left dropped.
   *
   * @param first number of the weight of the first query and key, that of the chances not counted
   * @param step from query to query
   */
  static void droppedDifferences(
      Chance chance,
      int first,
      int step,
      float[] tile,
      int weightsAt,
      int at,
      int keys,
      int queries,
      int deltaAt,
      int panelAt,
      int panelStride) {
    FloatVector scale = FloatVector.broadcast(FLOATS, chance.scale());
    FloatVector zero = FloatVector.broadcast(FLOATS, 0);
    IntVector lanes = IntVector.fromArray(INTS, Drops.LANES, 0).mul(step);
    IntVector low = IntVector.broadcast(INTS, chance.low());
    IntVector high = IntVector.broadcast(INTS, chance.high());
    IntVector firstFactor = IntVector.broadcast(INTS, Drops.FIRST_FACTOR);
    IntVector secondFactor = IntVector.broadcast(INTS, Drops.SECOND_FACTOR);
    IntVector threshold = IntVector.broadcast(INTS, chance.threshold());
    for (int v = 0; v < queries; v += COUNT) {
      FloatVector delta = FloatVector.fromArray(FLOATS, tile, deltaAt + v);
      IntVector numbers = lanes.add(chance.first() + first + v * step);
      int panel = panelAt + vectorAt(v / COUNT, panelStride);
      for (int j = 0; j < keys; j++) {
        IntVector bits = numbers.add(j).lanewise(XOR, low);
        bits = bits.lanewise(XOR, bits.lanewise(LSHR, 16)).mul(firstFactor);
        bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).mul(secondFactor);
        bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).add(high);
        bits = bits.lanewise(XOR, bits.lanewise(LSHR, 16)).mul(firstFactor);
        bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).mul(secondFactor);
        bits = bits.lanewise(XOR, bits.lanewise(LSHR, 15)).lanewise(LSHR, 8);
        VectorMask<Float> stays = bits.compare(GE, threshold).cast(FLOATS);
        FloatVector weight = FloatVector.fromArray(FLOATS, tile, weightsAt + j * STRIDE + v);
        FloatVector back = FloatVector.fromArray(FLOATS, tile, at + j * STRIDE + v);
        FloatVector d = zero.blend(back.mul(scale), stays).sub(delta).mul(weight);
        d.intoArray(tile, at + j * STRIDE + v);
        d.intoArray(tile, panel + j * Panels.PANEL);
        zero.blend(weight.mul(scale), stays).intoArray(tile, weightsAt + j * STRIDE + v);
      }
    }
  }

  /** differences ·= 1 − capped², the way back through a soft cap, in rows and in panels. */
  static void uncap(
      float[] tile, int cappedAt, int at, int keys, int queries, int panelAt, int panelStride) {
    FloatVector one = FloatVector.broadcast(FLOATS, ONE);
    for (int v = 0; v < queries; v += COUNT) {
      int panel = panelAt + vectorAt(v / COUNT, panelStride);
      for (int j = 0; j < keys; j++) {
        FloatVector t = FloatVector.fromArray(FLOATS, tile, cappedAt + j * STRIDE + v);
        FloatVector slope = t.neg().fma(t, one);
        FloatVector d = FloatVector.fromArray(FLOATS, tile, at + j * STRIDE + v).mul(slope);
        d.intoArray(tile, at + j * STRIDE + v);
        d.intoArray(tile, panel + j * Panels.PANEL);
      }
    }
  }

  private static float[] index() {
    float[] index = new float[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      index[lane] = lane;
    }
    return index;
  }
}
