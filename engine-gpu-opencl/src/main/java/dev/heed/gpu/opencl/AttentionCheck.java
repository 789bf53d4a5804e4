package dev.heed.gpu.opencl;

import dev.heed.engine.Scope;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** A small attention, and what it must give: computed here in double precision. */
final class AttentionCheck {
  /** Whole and broken blocks of keys, whole and broken tiles of queries. */
  private static final int LENGTH = 45;

  private static final int HEADS = 2;
  private static final int SIZE = 36;
  private static final float SCALE = 0.2f;

  /** Of values below 1: two orders above what rounding explains. */
  private static final double TOLERANCE = 1e-5;

  private final Attention op;
  private final float[] q;
  private final float[] k;
  private final float[] v;

  AttentionCheck(Scope scope, OpenClQueue queue, SplittableRandom random) {
    this.q = random(random);
    this.k = random(random);
    this.v = random(random);
    SeqSpans spans = SeqSpans.packed(LENGTH);
    this.op =
        Attention.of(
            tensor(scope, queue, q),
            tensor(scope, queue, k),
            tensor(scope, queue, v),
            spans,
            spans,
            Masking.CAUSAL,
            SCALE,
            scope.allocate(DType.F32, LENGTH, HEADS, SIZE));
  }

  private static float[] random(SplittableRandom random) {
    float[] values = new float[LENGTH * HEADS * SIZE];
    for (int e = 0; e < values.length; e++) {
      values[e] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static Tensor tensor(Scope scope, OpenClQueue queue, float[] values) {
    Tensor tensor = scope.allocate(DType.F32, LENGTH, HEADS, SIZE);
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** What is run. */
  Attention op() {
    return op;
  }

  /** Whether each value is that of the formula, within rounding. */
  boolean isRight(float[] out) {
    for (int h = 0; h < HEADS; h++) {
      for (int i = 0; i < LENGTH; i++) {
        double[] expected = row(h, i);
        for (int d = 0; d < SIZE; d++) {
          if (!(Math.abs(out[place(i, h) + d] - expected[d]) <= TOLERANCE)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Σ e^score · v / Σ e^score over keys up to i. */
  private double[] row(int h, int i) {
    double[] sums = new double[SIZE];
    double total = 0;
    for (int j = 0; j <= i; j++) {
      double score = 0;
      for (int d = 0; d < SIZE; d++) {
        score += (double) q[place(i, h) + d] * k[place(j, h) + d];
      }
      double weight = Math.exp(SCALE * score);
      total += weight;
      for (int d = 0; d < SIZE; d++) {
        sums[d] += weight * v[place(j, h) + d];
      }
    }
    for (int d = 0; d < SIZE; d++) {
      sums[d] /= total;
    }
    return sums;
  }

  private static int place(int row, int head) {
    return (row * HEADS + head) * SIZE;
  }
}
