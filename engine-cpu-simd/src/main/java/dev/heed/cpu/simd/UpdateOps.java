package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AdamW;
import dev.heed.cpu.simd.kernel.Elementwise;
import dev.heed.cpu.simd.kernel.Moments;
import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Steps of optimisers: a piece of a parameter and of what belongs to it is read from memory once,
 * and all that happens to it happens in L1.
 */
final class UpdateOps {
  /** Elements of a piece: with six arrays 24 KB. */
  private static final int PIECE = 1024;

  /** Work for an element, seen from a copy. */
  private static final long WORK = 4;

  private UpdateOps() {}

  /** What happens to a piece of a row. */
  private interface Piece {
    /**
     * Changes so many elements.
     *
     * @param column of the row at which they begin
     * @param g memory for the gradient that the step follows
     */
    void run(int row, int column, int n, float[] g, int gAt);
  }

  private static void pieces(Resources with, Floats parameter, Piece piece) {
    int width = parameter.width;
    int each = Math.ceilDiv(width, PIECE);
    with.rows(
        Math.multiplyExact(parameter.rows, each),
        WORK * Math.min(width, PIECE),
        (first, end, own) -> {
          Floats g = own.floats(2L * PIECE);
          for (int p = first; p < end; p++) {
            int column = p % each * PIECE;
            piece.run(p / each, column, Math.min(PIECE, width - column), g.data, g.at);
          }
        });
  }

  static void sgd(Resources with, SgdStep op) {
    Floats parameter = new Floats(op.parameter());
    Floats gradient = with.floats(op.gradient());
    Floats velocity = present(op.velocity());
    pieces(
        with,
        parameter,
        (row, column, n, g, gAt) -> {
          int at = parameter.row(row) + column;
          follow(op.gradientScale(), gradient, op.decay(), parameter, row, column, n, g, gAt);
          if (velocity != null) {
            float[] v = velocity.data;
            int vAt = velocity.row(row) + column;
            if (op.isFirst()) {
              System.arraycopy(g, gAt, v, vAt, n);
            } else {
              Elementwise.combine(op.momentum(), v, vAt, 1 - op.dampening(), g, gAt, v, vAt, n);
            }
            if (op.nesterov()) {
              Elementwise.combine(1, g, gAt, op.momentum(), v, vAt, g, gAt, n);
            } else {
              System.arraycopy(v, vAt, g, gAt, n);
            }
          }
          descend(parameter, at, op.rate(), g, gAt, n);
        });
  }

  static void adam(Resources with, AdamStep op) {
    Floats parameter = new Floats(op.parameter());
    Floats gradient = with.floats(op.gradient());
    Floats first = new Floats(op.first());
    Floats second = new Floats(op.second());
    Floats greatest = present(op.greatest());
    float rate = (float) ((double) op.rate() / op.correction1());
    float root = (float) (1 / Math.sqrt(op.correction2()));
    if (op.decoupled() && greatest == null) {
      adamW(with, op, parameter, gradient, first, second, rate, root);
      return;
    }
    pieces(
        with,
        parameter,
        (row, column, n, g, gAt) -> {
          float[] p = parameter.data;
          int at = parameter.row(row) + column;
          int mAt = first.row(row) + column;
          int vAt = second.row(row) + column;
          if (op.decoupled()) {
            int from = gradient.row(row) + column;
            Elementwise.scale(op.gradientScale(), gradient.data, from, g, gAt, n);
            Elementwise.combine(1, p, at, -op.rate() * op.decay(), p, at, p, at, n);
          } else {
            follow(op.gradientScale(), gradient, op.decay(), parameter, row, column, n, g, gAt);
          }
          Elementwise.combine(
              op.beta1(), first.data, mAt, 1 - op.beta1(), g, gAt, first.data, mAt, n);
          Moments.square(op.beta2(), second.data, vAt, 1 - op.beta2(), g, gAt, n);
          float[] squares = second.data;
          int squaresAt = vAt;
          if (greatest != null) {
            squares = greatest.data;
            squaresAt = greatest.row(row) + column;
            Elementwise.max(squares, squaresAt, second.data, vAt, squares, squaresAt, n);
          }
          Moments.over(first.data, mAt, squares, squaresAt, root, op.epsilon(), g, gAt, n);
          descend(parameter, at, rate, g, gAt, n);
        });
  }

  private static void adamW(
      Resources with,
      AdamStep op,
      Floats parameter,
      Floats gradient,
      Floats first,
      Floats second,
      float rate,
      float root) {
    AdamW kernel =
        new AdamW(
            op.gradientScale(),
            -op.rate() * op.decay(),
            op.beta1(),
            1 - op.beta1(),
            op.beta2(),
            1 - op.beta2(),
            root,
            op.epsilon(),
            -rate);
    pieces(
        with,
        parameter,
        (row, column, n, g, gAt) ->
            kernel.step(
                parameter.data,
                parameter.row(row) + column,
                gradient.data,
                gradient.row(row) + column,
                first.data,
                first.row(row) + column,
                second.data,
                second.row(row) + column,
                n));
  }

  static void adagrad(Resources with, AdagradStep op) {
    Floats parameter = new Floats(op.parameter());
    Floats gradient = with.floats(op.gradient());
    Floats squares = new Floats(op.squares());
    pieces(
        with,
        parameter,
        (row, column, n, g, gAt) -> {
          int at = parameter.row(row) + column;
          int squaresAt = squares.row(row) + column;
          follow(op.gradientScale(), gradient, op.decay(), parameter, row, column, n, g, gAt);
          Moments.square(1, squares.data, squaresAt, 1, g, gAt, n);
          Moments.over(g, gAt, squares.data, squaresAt, 1, op.epsilon(), g, gAt, n);
          descend(parameter, at, op.rate(), g, gAt, n);
        });
  }

  static void rmsProp(Resources with, RmsPropStep op) {
    Floats parameter = new Floats(op.parameter());
    Floats gradient = with.floats(op.gradient());
    Floats squares = new Floats(op.squares());
    Floats mean = present(op.mean());
    Floats velocity = present(op.velocity());
    float share = 1 - op.alpha();
    pieces(
        with,
        parameter,
        (row, column, n, g, gAt) -> {
          int at = parameter.row(row) + column;
          int sAt = squares.row(row) + column;
          follow(op.gradientScale(), gradient, op.decay(), parameter, row, column, n, g, gAt);
          Moments.square(op.alpha(), squares.data, sAt, share, g, gAt, n);
          float[] about = squares.data;
          int aboutAt = sAt;
          if (mean != null) {
            int mAt = mean.row(row) + column;
            Elementwise.combine(op.alpha(), mean.data, mAt, share, g, gAt, mean.data, mAt, n);
            about = g;
            aboutAt = gAt + PIECE;
            Moments.centre(squares.data, sAt, mean.data, mAt, about, aboutAt, n);
          }
          Moments.over(g, gAt, about, aboutAt, 1, op.epsilon(), g, gAt, n);
          if (velocity == null) {
            descend(parameter, at, op.rate(), g, gAt, n);
          } else {
            float[] v = velocity.data;
            int vAt = velocity.row(row) + column;
            Elementwise.combine(op.momentum(), v, vAt, 1, g, gAt, v, vAt, n);
            descend(parameter, at, op.rate(), v, vAt, n);
          }
        });
  }

  /** g [n] = scale · gradient + decay · parameter. */
  private static void follow(
      float scale,
      Floats gradient,
      float decay,
      Floats parameter,
      int row,
      int column,
      int n,
      float[] g,
      int gAt) {
    int from = gradient.row(row) + column;
    int at = parameter.row(row) + column;
    Elementwise.combine(scale, gradient.data, from, decay, parameter.data, at, g, gAt, n);
  }

  /** parameter [n] −= rate · g [n]. */
  private static void descend(Floats parameter, int at, float rate, float[] g, int gAt, int n) {
    Elementwise.combine(1, parameter.data, at, -rate, g, gAt, parameter.data, at, n);
  }

  private static @Nullable Floats present(@Nullable Tensor tensor) {
    return tensor == null ? null : new Floats(tensor);
  }
}
