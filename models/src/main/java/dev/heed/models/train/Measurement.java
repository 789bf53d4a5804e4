package dev.heed.models.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a validation found.
 *
 * <p>Of two with equal values that with the lower {@code loss} among the {@code values} is the
 * better one, where both have it; otherwise the first. On little data an accuracy is soon as high
 * as it gets, while the model still learns to be sure. Labels and tags have their mean
 * cross-entropy as a loss; the squared error of numbers and the loss of a language model decide
 * already; a search has none.
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

  /** The loss among the values; NaN where there is none. */
  double loss() {
    return values.get("loss") instanceof Number loss ? loss.doubleValue() : Double.NaN;
  }

  /** True where this is better than a value and a loss from before; NaN stands for none. */
  boolean isBetterThan(double before, double lossBefore) {
    if (Double.isNaN(value) != Double.isNaN(before)) {
      return !Double.isNaN(value);
    }
    if (Double.isNaN(value) || value == before) {
      return loss() < lossBefore;
    }
    return higherIsBetter ? value > before : value < before;
  }
}
