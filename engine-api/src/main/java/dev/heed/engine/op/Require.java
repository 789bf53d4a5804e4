package dev.heed.engine.op;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The checks that op constructors share; every message starts with the op's name. */
final class Require {
  private Require() {}

  static InvalidOpException broken(String op, String message) {
    return new InvalidOpException(op + ": " + message);
  }

  static void type(String op, String role, Tensor tensor, DType expected) {
    if (tensor.dtype() != expected) {
      throw broken(op, "%s must be %s, was %s".formatted(role, expected, tensor));
    }
  }

  static void floating(String op, String role, Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      throw broken(op, "%s must be F32, F16 or BF16, was %s".formatted(role, tensor));
    }
  }

  /** A weight or a table: its elements are only read, and stand for floats. */
  static void weight(String op, String role, Tensor tensor) {
    if (!tensor.dtype().isFloating() && !tensor.dtype().isQuantized()) {
      throw broken(op, "%s must be F32, F16, BF16 or quantized, was %s".formatted(role, tensor));
    }
  }

  static void rank(String op, String role, Tensor tensor, int expected) {
    if (tensor.rank() != expected) {
      throw broken(op, "%s must have %d dimensions, was %s".formatted(role, expected, tensor));
    }
  }

  static void shape(String op, String role, Tensor tensor, int... expected) {
    if (!Arrays.equals(tensor.layout().shape(), expected)) {
      throw broken(op, "%s must be %s, was %s".formatted(role, Arrays.toString(expected), tensor));
    }
  }

  static void sameShape(String op, String role, Tensor tensor, String otherRole, Tensor other) {
    if (!tensor.layout().sameShape(other.layout())) {
      throw broken(
          op, "%s %s must have the shape of %s %s".formatted(role, tensor, otherRole, other));
    }
  }

  /** All dimensions but the last agree. */
  static void sameRows(String op, String role, Tensor tensor, String otherRole, Tensor other) {
    boolean same = tensor.rank() == other.rank();
    for (int d = 0; same && d < tensor.rank() - 1; d++) {
      same = tensor.size(d) == other.size(d);
    }
    if (!same) {
      throw broken(
          op, "%s %s must have the rows of %s %s".formatted(role, tensor, otherRole, other));
    }
  }

  static void vector(String op, String role, @Nullable Tensor tensor, int length) {
    if (tensor != null) {
      type(op, role, tensor, DType.F32);
      shape(op, role, tensor, length);
    }
  }

  static void positive(String op, String role, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw broken(op, "%s must be positive and finite, was %s".formatted(role, value));
    }
  }

  static void finite(String op, String role, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw broken(op, "%s must be finite, was %s".formatted(role, value));
    }
  }

  static void spansFit(String op, String role, SeqSpans spans, int rows) {
    if (spans.end() > rows) {
      throw broken(op, "%s end at row %d of %d".formatted(role, spans.end(), rows));
    }
  }

  /** An output: no element twice, and no memory shared with these inputs (null is passed over). */
  static void output(String op, String role, Tensor output, @Nullable Tensor... inputs) {
    if (!output.layout().isInjective()) {
      throw broken(op, "%s %s writes some places twice".formatted(role, output));
    }
    for (Tensor input : inputs) {
      if (input != null && output.mayOverlap(input)) {
        throw broken(
            op,
            "%s %s overlaps an input %s; give it memory of its own".formatted(role, output, input));
      }
    }
  }

  /** An output that may be one of its inputs, element for element, but not otherwise overlap. */
  static void outputOrInPlace(String op, String role, Tensor output, @Nullable Tensor... inputs) {
    if (!output.layout().isInjective()) {
      throw broken(op, "%s %s writes some places twice".formatted(role, output));
    }
    for (Tensor input : inputs) {
      if (input != null && !output.sameMemory(input) && output.mayOverlap(input)) {
        throw broken(
            op,
            "%s %s overlaps an input %s without being the same view; give it memory of its own"
                .formatted(role, output, input));
      }
    }
  }

  static void notNegative(String op, String role, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw broken(op, "%s must be at least 0 and finite, was %s".formatted(role, value));
    }
  }

  /** One value per row of {@code of}: its dimensions but the last, [1] for a single row. */
  static void rowValues(String op, String role, Tensor tensor, Tensor of) {
    int[] expected =
        of.rank() == 1 ? new int[] {1} : Arrays.copyOf(of.layout().shape(), of.rank() - 1);
    shape(op, role, tensor, expected);
  }

  /** in [.., columns] · [rows, columns]ᵀ + bias [rows] → out [.., rows]. */
  static void weightFits(
      String op, Tensor in, int rows, int columns, @Nullable Tensor bias, Tensor out) {
    if (in.width() != columns) {
      throw broken(
          op,
          "in %s has %d features, but the weight [%d, %d] takes %d"
              .formatted(in, in.width(), rows, columns, columns));
    }
    sameRows(op, "out", out, "in", in);
    if (out.width() != rows) {
      throw broken(
          op,
          "out %s has %d features, but the weight [%d, %d] gives %d"
              .formatted(out, out.width(), rows, columns, rows));
    }
    vector(op, "bias", bias, rows);
  }
}
