package dev.heed.app.training;

import dev.heed.models.tune.TuningMethod;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Those of tasks whose whole texts have labels. */
public final class LabelTuningFlags extends TuningFlags {
  @Option(
      names = "--method",
      order = 21,
      paramLabel = "full|lora|contrastive|probe",
      defaultValue = "full",
      description =
          "What learns: all parameters, changes of low rank beside them, all by contrast between"
              + " labels and then a head (for texts with one label each), or the head alone;"
              + " ${DEFAULT-VALUE} where nothing is given. The rates are 5e-5 (5e-4 from nothing), 1e-3"
              + " and 2e-5."
              + PROBE_BESIDE)
  TuningMethod method;

  @Mixin SmoothingFlag smoothing;

  @Override
  public TuningMethod method() {
    return method;
  }

  @Override
  float smoothing() {
    return smoothing.smoothing;
  }
}
