package dev.heed.cpu.reference;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Steps of optimisers: each element on its own, in double; what is remembered is rounded once. */
final class UpdateLoops {
  private UpdateLoops() {}

  static void sgd(SgdStep op) {
    for (int r = 0; r < op.parameter().rows(); r++) {
      float[] parameter = Rows.read(op.parameter(), r);
      float[] gradient = Rows.read(op.gradient(), r);
      float[] velocity = readOrNothing(op.velocity(), r);
      for (int c = 0; c < parameter.length; c++) {
        double g = gradient(gradient[c], op.gradientScale(), op.decay(), parameter[c]);
        if (op.velocity() != null) {
          double v =
              op.isFirst() ? g : (double) op.momentum() * velocity[c] + (1.0 - op.dampening()) * g;
          velocity[c] = (float) v;
          g = op.nesterov() ? g + op.momentum() * v : v;
        }
        parameter[c] = (float) (parameter[c] - op.rate() * g);
      }
      Rows.write(op.parameter(), r, parameter);
      writeOrNothing(op.velocity(), r, velocity);
    }
  }

  static void adagrad(AdagradStep op) {
    for (int r = 0; r < op.parameter().rows(); r++) {
      float[] parameter = Rows.read(op.parameter(), r);
      float[] gradient = Rows.read(op.gradient(), r);
      float[] squares = Rows.read(op.squares(), r);
      for (int c = 0; c < parameter.length; c++) {
        double g = gradient(gradient[c], op.gradientScale(), op.decay(), parameter[c]);
        double sum = squares[c] + g * g;
        squares[c] = (float) sum;
        parameter[c] = (float) (parameter[c] - op.rate() * g / (Math.sqrt(sum) + op.epsilon()));
      }
      Rows.write(op.parameter(), r, parameter);
      Rows.write(op.squares(), r, squares);
    }
  }

  static void rmsProp(RmsPropStep op) {
    for (int r = 0; r < op.parameter().rows(); r++) {
      float[] parameter = Rows.read(op.parameter(), r);
      float[] gradient = Rows.read(op.gradient(), r);
      float[] squares = Rows.read(op.squares(), r);
      float[] mean = readOrNothing(op.mean(), r);
      float[] velocity = readOrNothing(op.velocity(), r);
      for (int c = 0; c < parameter.length; c++) {
        double g = gradient(gradient[c], op.gradientScale(), op.decay(), parameter[c]);
        double variance = mixed(op.alpha(), squares[c], g * g);
        squares[c] = (float) variance;
        if (op.mean() != null) {
          double m = mixed(op.alpha(), mean[c], g);
          mean[c] = (float) m;
          variance -= m * m;
        }
        double step = g / (Math.sqrt(variance) + op.epsilon());
        if (op.velocity() != null) {
          step += (double) op.momentum() * velocity[c];
          velocity[c] = (float) step;
        }
        parameter[c] = (float) (parameter[c] - op.rate() * step);
      }
      Rows.write(op.parameter(), r, parameter);
      Rows.write(op.squares(), r, squares);
      writeOrNothing(op.mean(), r, mean);
      writeOrNothing(op.velocity(), r, velocity);
    }
  }

  static void adam(AdamStep op) {
    double root = Math.sqrt(op.correction2());
    for (int r = 0; r < op.parameter().rows(); r++) {
      float[] parameter = Rows.read(op.parameter(), r);
      float[] gradient = Rows.read(op.gradient(), r);
      float[] first = Rows.read(op.first(), r);
      float[] second = Rows.read(op.second(), r);
      float[] greatest = readOrNothing(op.greatest(), r);
      for (int c = 0; c < parameter.length; c++) {
        float coupled = op.decoupled() ? 0 : op.decay();
        double g = gradient(gradient[c], op.gradientScale(), coupled, parameter[c]);
        double kept = op.decoupled() ? 1 - (double) op.rate() * op.decay() : 1;
        double m = mixed(op.beta1(), first[c], g);
        double v = mixed(op.beta2(), second[c], g * g);
        first[c] = (float) m;
        second[c] = (float) v;
        if (op.greatest() != null) {
          v = Math.max(greatest[c], v);
          greatest[c] = (float) v;
        }
        double step = m / op.correction1() / (Math.sqrt(v) / root + op.epsilon());
        parameter[c] = (float) (parameter[c] * kept - op.rate() * step);
      }
      Rows.write(op.parameter(), r, parameter);
      Rows.write(op.first(), r, first);
      Rows.write(op.second(), r, second);
      writeOrNothing(op.greatest(), r, greatest);
    }
  }

  /** Without decay the parameter is no part of the gradient, whatever it is. */
  private static double gradient(float gradient, double scale, double decay, float parameter) {
    return decay == 0 ? scale * gradient : scale * gradient + decay * parameter;
  }

  private static double mixed(double share, float before, double now) {
    return share * before + (1 - share) * now;
  }

  private static float[] readOrNothing(@Nullable Tensor tensor, int row) {
    return tensor == null ? new float[0] : Rows.read(tensor, row);
  }

  private static void writeOrNothing(@Nullable Tensor tensor, int row, float[] values) {
    if (tensor != null) {
      Rows.write(tensor, row, values);
    }
  }
}
