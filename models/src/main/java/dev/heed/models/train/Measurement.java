package dev.heed.models.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a validation found.
 *
 * @param name of the value that decides, such as {@code accuracy}
 * @param value that decides; NaN is worse than any other
 * @param higherIsBetter false for losses
 * @param values all that was measured, by name, as JSON has it
 */
public record Measurement(
    String name, double value, boolean higherIsBetter, Map<String, @Nullable Object> values) {
  public Measurement {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** True where this is better than a value from before; NaN stands for none. */
  boolean isBetterThan(double before) {
    if (Double.isNaN(value) || Double.isNaN(before)) {
      return !Double.isNaN(value);
    }
    return higherIsBetter ? value > before : value < before;
  }
}
