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
      description =
          "What learns: all parameters, changes of low rank beside them, or the head alone;"
              + " ${DEFAULT-VALUE} where nothing is given. The rates are 5e-5 (5e-4 from nothing) and"
              + " 1e-3. The probe's figures are"
              + " printed beside, where there is data to measure on; with --base none those of the"
              + " encoder that --tokenizer names.")
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
