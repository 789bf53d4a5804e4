package dev.heed.app.training;

import dev.heed.models.tune.TuningMethod;
import picocli.CommandLine.Option;

/** Those of tasks whose texts have a number. */
public final class NumberTuningFlags extends TuningFlags {
  @Option(
      names = "--method",
      order = 21,
      paramLabel = "full|lora|probe",
      defaultValue = "full",
      description = WITHOUT_CONTRAST + PROBE_BESIDE)
  TuningMethod method;

  @Override
  public TuningMethod method() {
    return withoutContrast(method, "numbers");
  }

  @Override
  float smoothing() {
    return 0;
  }
}
