package dev.heed.app.training;

import dev.heed.models.tune.TuningMethod;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Those of tasks whose words have tags. */
public final class TagTuningFlags extends TuningFlags {
  @Option(
      names = "--method",
      order = 21,
      paramLabel = "full|lora|probe",
      defaultValue = "full",
      description = WITHOUT_CONTRAST + PROBE_BESIDE)
  TuningMethod method;

  @Mixin SmoothingFlag smoothing;

  @Override
  public TuningMethod method() {
    return withoutContrast(method, "tags of words");
  }

  @Override
  float smoothing() {
    return smoothing.smoothing;
  }
}
