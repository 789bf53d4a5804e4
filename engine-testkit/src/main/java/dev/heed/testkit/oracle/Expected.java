package dev.heed.testkit.oracle;

import dev.heed.engine.tensor.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one output must hold: for each element a value and how far from it the result may be, or
 * exact bits, or that it is left as it was.
 */
public final class Expected {
  private enum Rule {
    VALUE,
    BITS,
    UNTOUCHED,
    ANYTHING
  }

  private final HostTensor shape;
  private final double[] values;
  private final double[] tolerances;
  private final Rule[] rules;

  /** Every element is untouched until it is set. */
  public Expected(DType dtype, int... shape) {
    this.shape = new HostTensor(dtype, shape);
    this.values = new double[this.shape.count()];
    this.tolerances = new double[this.shape.count()];
    this.rules = new Rule[this.shape.count()];
    Arrays.fill(rules, Rule.UNTOUCHED);
  }

  /** An expectation for the output whose present contents these are. */
  static Expected like(HostTensor output) {
    return new Expected(output.dtype(), output.shape());
  }

  /** Element {@code e} is this value, or within the tolerance of it; NaN is any NaN. */
  void set(int e, double value, double tolerance) {
    rules[e] = Rule.VALUE;
    boolean overflows = shape.dtype() == DType.F32 && Math.abs(value) > Float.MAX_VALUE;
    values[e] = overflows ? (float) value : value;
    tolerances[e] = tolerance;
  }

  /** Element {@code e} is the element type's rounding of this value. */
  void setRounded(int e, double value) {
    HostTensor one = new HostTensor(shape.dtype(), 1);
    one.set(0, value);
    set(e, one.get(0), 0);
  }

  /** Element {@code e} has these bits, the payload of a NaN included. */
  void setBits(int e, int bits) {
    rules[e] = Rule.BITS;
    values[e] = bits;
  }

  /** Element {@code e} may become whatever the inputs make of it, NaN too. */
  void setAnything(int e) {
    rules[e] = Rule.ANYTHING;
    values[e] = Double.NaN;
  }

  /** True when some elements must stay as they were. */
  public boolean leavesSome() {
    return Arrays.asList(rules).contains(Rule.UNTOUCHED);
  }

  /** The expected value of an element that is set by value. */
  public double value(int e) {
    return values[e];
  }

  /** How far from {@link #value} element {@code e} may be. */
  public double tolerance(int e) {
    return tolerances[e];
  }

  /** The result with the values rounded to the element type, over what the output held before. */
  public HostTensor applyTo(HostTensor before) {
    HostTensor result = before.copy();
    for (int e = 0; e < rules.length; e++) {
      switch (rules[e]) {
        case VALUE, ANYTHING -> result.set(e, values[e]);
        case BITS -> result.setBits(e, (int) values[e]);
        case UNTOUCHED -> {}
      }
    }
    return result;
  }

  /**
   * What is wrong with a result, or null.
   *
   * @param before what the output held
   * @param factor of every tolerance
   */
  public @Nullable String mismatch(HostTensor got, HostTensor before, double factor) {
    int wrong = 0;
    int first = -1;
    double worst = 0;
    for (int e = 0; e < rules.length; e++) {
      if (isRight(e, got, before, factor)) {
        continue;
      }
      wrong++;
      first = first < 0 ? e : first;
      if (rules[e] == Rule.VALUE && tolerances[e] > 0) {
        worst = Math.max(worst, Math.abs(got.get(e) - values[e]) / tolerances[e]);
      }
    }
    if (wrong == 0) {
      return null;
    }
    String expected =
        switch (rules[first]) {
          case VALUE -> "%s ± %.3g".formatted(values[first], tolerances[first] * factor);
          case BITS -> "the bits 0x%X".formatted((int) values[first]);
          case UNTOUCHED -> "what was there, 0x%X".formatted(before.bits(first));
          case ANYTHING -> "anything";
        };
    return "element %s must be %s, was %s (0x%X); %,d of %,d elements are wrong%s"
        .formatted(
            shape.place(first),
            expected,
            got.get(first),
            got.bits(first),
            wrong,
            rules.length,
            worst > 0 ? ", the worst by %.3g tolerances".formatted(worst) : "");
  }

  private boolean isRight(int e, HostTensor got, HostTensor before, double factor) {
    return switch (rules[e]) {
      case UNTOUCHED -> got.bits(e) == before.bits(e);
      case BITS -> got.bits(e) == (int) values[e];
      case ANYTHING -> true;
      case VALUE -> {
        double value = got.get(e);
        double expected = values[e];
        if (Double.isNaN(expected) || Double.isNaN(value)) {
          yield Double.isNaN(expected) && Double.isNaN(value);
        }
        if (Double.isInfinite(expected)) {
          // Tolerances grow with the value, so that here they would take anything.
          yield value == expected;
        }
        yield value == expected || Math.abs(value - expected) <= tolerances[e] * factor;
      }
    };
  }
}
