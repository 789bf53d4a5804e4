package dev.heed.app.training;

import dev.heed.app.console.Style;
import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TemperatureScaling;
import dev.heed.models.tune.TunedText;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What making a model as sure as it is right gave, on the data that it was done by.
 *
 * @param data its name
 * @param scaling the temperature
 * @param errorBefore the expected calibration error; null where the task has none
 * @param errorAfter the same with the temperature
 */
public record CalibrationOutcome(
    String data,
    TemperatureScaling scaling,
    @Nullable Double errorBefore,
    @Nullable Double errorAfter) {
  /** Calibrates; empty where the data gives no temperature, and the model stays as it is. */
  public static Optional<CalibrationOutcome> of(TunedText<?> tuned, Dataset validation) {
    Metrics before = tuned.evaluate(validation);
    return tuned
        .calibrate(validation)
        .map(scaling ->
            new CalibrationOutcome(
                validation.name(), scaling, error(before), error(tuned.evaluate(validation))));
  }

  private static @Nullable Double error(Metrics metrics) {
    return metrics.toMap().get("ece") instanceof Double error ? error : null;
  }

  /** For people. */
  public String line(Style style) {
    String errors =
        errorBefore == null || errorAfter == null
            ? ""
            : String.format(
                Locale.ROOT, ", ece %.4f became %s", errorBefore, bold(style, errorAfter));
    return String.format(
        Locale.ROOT,
        "calibrated on %s by a temperature of %.3f%s, log loss %.4f became %s",
        data,
        scaling.temperature(),
        errors,
        scaling.lossBefore(),
        bold(style, scaling.lossAfter()));
  }

  private static String bold(Style style, double value) {
    return style.bold(String.format(Locale.ROOT, "%.4f", value));
  }

  /** As a property of the object that is being written. */
  public void writeTo(JsonGenerator json) {
    json.writeObjectPropertyStart("calibration");
    json.writeStringProperty("data", data);
    json.writeNumberProperty("temperature", scaling.temperature());
    json.writeNumberProperty("logLossBefore", scaling.lossBefore());
    json.writeNumberProperty("logLossAfter", scaling.lossAfter());
    if (errorBefore != null && errorAfter != null) {
      json.writeNumberProperty("eceBefore", errorBefore);
      json.writeNumberProperty("eceAfter", errorAfter);
    }
    json.writeEndObject();
  }
}
