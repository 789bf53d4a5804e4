package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The checks that the steps of optimisers share. */
final class UpdateChecks {
  private UpdateChecks() {}

  /** A parameter, its gradient and what the optimiser remembers of it: of one shape, apart. */
  static void tensors(
      String op, Tensor parameter, Tensor gradient, String[] roles, @Nullable Tensor... states) {
    Require.type(op, "parameter", parameter, DType.F32);
    Require.type(op, "gradient", gradient, DType.F32);
    Require.sameShape(op, "gradient", gradient, "parameter", parameter);
    Require.output(op, "parameter", parameter, gradient);
    for (int s = 0; s < states.length; s++) {
      Tensor state = states[s];
      if (state == null) {
        continue;
      }
      Require.type(op, roles[s], state, DType.F32);
      Require.sameShape(op, roles[s], state, "parameter", parameter);
      Require.output(op, roles[s], state, parameter, gradient);
      for (int before = 0; before < s; before++) {
        Require.output(op, roles[s], state, states[before]);
      }
    }
  }

  static void settings(String op, float rate, float epsilon, float decay, float gradientScale) {
    Require.notNegative(op, "rate", rate);
    Require.notNegative(op, "epsilon", epsilon);
    Require.notNegative(op, "decay", decay);
    Require.finite(op, "gradientScale", gradientScale);
  }

  /** A part of what was: at least 0 and below 1. */
  static void share(String op, String role, float value) {
    if (!(value >= 0 && value < 1)) {
      throw broken(op, "%s must be at least 0 and below 1, was %s".formatted(role, value));
    }
  }
}
