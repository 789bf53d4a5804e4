package dev.heed.models.loss;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;

/** What losses ask of their inputs, before anything runs. */
final class LossInputs {
  private LossInputs() {}

  /** F32 [rows, columns], with at least one column. */
  static void matrix(String loss, String role, Tensor tensor) {
    if (tensor.dtype() != DType.F32 || tensor.rank() != 2 || tensor.size(1) == 0) {
      throw new IllegalArgumentException(
          "%s: %s must be F32 [rows, columns], was %s".formatted(loss, role, tensor));
    }
  }

  /** As many entries as there should be. */
  static void count(String loss, String role, int count, String of, Tensor tensor, long expected) {
    if (count != expected) {
      throw new IllegalArgumentException(
          "%s: %,d %s for %s %s; expected %,d".formatted(loss, count, role, of, tensor, expected));
    }
  }

  /** One of the classes. */
  static void target(String loss, int row, int target, int classes) {
    if (target < 0 || target >= classes) {
      throw new IllegalArgumentException(
          "%s: the target of row %d is %d; the classes are 0 to %d"
              .formatted(loss, row, target, classes - 1));
    }
  }

  /** No infinity, and each a number. */
  static void finite(String loss, String role, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "%s: %s %d is %s; expected a finite number".formatted(loss, role, i, values[i]));
      }
    }
  }

  /** At least 0 and finite. */
  static void weight(String loss, String role, int at, float weight) {
    if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: %s %d is %s; expected at least 0 and finite".formatted(loss, role, at, weight));
    }
  }

  /** From 0 to 1. */
  static void share(String loss, String role, float share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "%s: %s must be from 0 to 1, was %s".formatted(loss, role, share));
    }
  }

  /** Above 0 and finite. */
  static void positive(String loss, String role, float value) {
    if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: %s must be above 0 and finite, was %s".formatted(loss, role, value));
    }
  }
}
