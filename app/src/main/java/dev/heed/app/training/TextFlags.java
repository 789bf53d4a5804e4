package dev.heed.app.training;

import dev.heed.models.data.NormalizationStep;
import dev.heed.models.data.TextNormalization;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is done to texts before they become tokens. */
public final class TextFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--max-tokens",
      order = 26,
      paramLabel = "N",
      description = "Texts are cut to N tokens; the model's own limit otherwise.")
  @Nullable Integer maxTokens;

  @Option(
      names = "--normalize",
      order = 27,
      split = ",",
      paramLabel = "STEP",
      description =
          "What is done to texts first, and to those of users later: nfc, nfkc, lowercase,"
              + " whitespace, urls, numbers; several with commas between. Saved with the model.")
  List<String> normalize = List.of();

  /**
   * Most tokens of a text; 0 for the model's own limit.
   *
   * @throws ParameterException when there could be none
   */
  public int maxTokens() {
    if (maxTokens != null && maxTokens < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-tokens must be at least 1, was " + maxTokens);
    }
    return maxTokens == null ? 0 : maxTokens;
  }

  /** The steps in their order. */
  public TextNormalization normalization() {
    List<NormalizationStep> steps = new ArrayList<>();
    for (String name : normalize) {
      steps.add(
          switch (name.strip()) {
            case "nfc" -> NormalizationStep.Unicode.NFC;
            case "nfkc" -> NormalizationStep.Unicode.NFKC;
            case "lowercase" -> NormalizationStep.Plain.LOWERCASE;
            case "whitespace" -> NormalizationStep.Plain.WHITESPACE;
            case "urls" -> new NormalizationStep.Replace(NormalizationStep.Found.URLS, "url");
            case "numbers" -> new NormalizationStep.Replace(NormalizationStep.Found.NUMBERS, "0");
            default ->
                throw new ParameterException(
                    spec.commandLine(),
                    "--normalize: expected nfc, nfkc, lowercase, whitespace, urls or numbers, was '%s'"
                        .formatted(name));
          });
    }
    return new TextNormalization(steps);
  }
}
