package dev.heed.app.training;

import dev.heed.models.tune.TuningMethod;
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
              + " and 2e-5. The probe's figures are"
              + " printed beside, where there is data to measure on; with --base none those of the"
              + " encoder that --tokenizer names.")
  TuningMethod method;

  @Option(
      names = "--smoothing",
      order = 29,
      paramLabel = "P",
      defaultValue = "0",
      description = "Label smoothing; ${DEFAULT-VALUE} where nothing is given.")
  float smoothing;

  @Override
  public TuningMethod method() {
    return method;
  }

  @Override
  float smoothing() {
    return smoothing;
  }
}
