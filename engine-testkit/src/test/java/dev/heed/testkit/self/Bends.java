package dev.heed.testkit.self;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import org.jspecify.annotations.Nullable;

/**
 * Where differences say nothing of a derivative: at corners, and where a curve bends within some
 * steps. Such outputs do not count in what is differentiated.
 */
final class Bends {
  /** Differences take two steps; twice that is not near. */
  private static final double NEAR = 4 * Pass.STEP;

  /** Rows that are divided by less turn too fast. */
  private static final double LEAST_DIVISOR = 0.25;

  private final Pass pass;
  private final HostTensor weights;

  /**
   * @param weights what each output counts
   */
  Bends(Pass pass, HostTensor weights) {
    this.pass = pass;
    this.weights = weights;
  }

  /** Sets the weights of these outputs to 0. */
  void hide(Op op) {
    switch (op) {
      case Activate o when o.activation() == Activation.RELU -> corners(pass.of(o.in()), NEAR);
      case Linear o when o.activation() == Activation.RELU ->
          corners(o.in(), o.weight(), o.bias(), o.out());
      case GatedMlp o when o.activation() == Activation.RELU ->
          corners(o.in(), o.gate(), o.gateBias(), o.out());
      case PoolRows o when o.pooling() == Pooling.MAX -> nearlyEqual(o);
      case NormalizeRows o -> lengths(o);
      case Norm o -> deviations(o.kind(), pass.of(o.in()).toDoubles(), o.in().width());
      case AddNorm o -> {
        double[] sum = pass.of(o.a()).toDoubles();
        double[] b = pass.of(o.b()).toDoubles();
        for (int e = 0; e < sum.length; e++) {
          sum[e] += b[e];
        }
        deviations(o.kind(), sum, o.a().width());
      }
      case Op _ -> {}
    }
  }

  private void corners(HostTensor before, double near) {
    for (int e = 0; e < before.count(); e++) {
      if (Math.abs(before.get(e)) < near) {
        weights.set(e, 0);
      }
    }
  }

  /** A sum of products moves by as much as all of its factors. */
  private void corners(Tensor in, Tensor weight, @Nullable Tensor bias, Tensor out) {
    Tensor before = pass.like(out);
    pass.run(new Linear(in, weight, bias, Activation.IDENTITY, before));
    double moves = Math.max(1, Math.max(greatestSum(pass.of(in)), greatestSum(pass.of(weight))));
    corners(pass.of(before), NEAR * moves);
  }

  /** Of the magnitudes of a row. */
  private static double greatestSum(HostTensor rows) {
    double greatest = 0;
    for (int r = 0; r < rows.rows(); r++) {
      double sum = 0;
      for (int e = r * rows.width(); e < (r + 1) * rows.width(); e++) {
        sum += Math.abs(rows.get(e));
      }
      greatest = Math.max(greatest, sum);
    }
    return greatest;
  }

  private void nearlyEqual(PoolRows op) {
    HostTensor in = pass.of(op.in());
    int width = in.width();
    for (int s = 0; s < op.spans().count(); s++) {
      for (int c = 0; c < width; c++) {
        double greatest = Double.NEGATIVE_INFINITY;
        double next = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < op.spans().length(s); i++) {
          double value = in.get((op.spans().start(s) + i) * width + c);
          next = Math.max(next, Math.min(greatest, value));
          greatest = Math.max(greatest, value);
        }
        if (greatest - next <= NEAR) {
          weights.set(s * width + c, 0);
        }
      }
    }
  }

  private void lengths(NormalizeRows op) {
    HostTensor in = pass.of(op.in());
    for (int r = 0; r < in.rows(); r++) {
      double squares = 0;
      for (int e = r * in.width(); e < (r + 1) * in.width(); e++) {
        squares += in.get(e) * in.get(e);
      }
      double length = Math.sqrt(squares);
      boolean atCorner = Math.abs(length - op.epsilon()) < NEAR * Math.sqrt(in.width());
      if (atCorner || (length > op.epsilon() && length < LEAST_DIVISOR)) {
        hideRow(r, in.width());
      }
    }
  }

  private void deviations(NormKind kind, double[] in, int width) {
    for (int r = 0; r < in.length / width; r++) {
      double sum = 0;
      double squares = 0;
      for (int e = r * width; e < (r + 1) * width; e++) {
        sum += in[e];
        squares += in[e] * in[e];
      }
      double mean = kind == NormKind.RMS ? 0 : sum / width;
      if (squares / width - mean * mean < LEAST_DIVISOR * LEAST_DIVISOR) {
        hideRow(r, width);
      }
    }
  }

  private void hideRow(int r, int width) {
    for (int e = r * width; e < (r + 1) * width; e++) {
      weights.set(e, 0);
    }
  }
}
