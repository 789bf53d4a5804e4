package dev.heed.app.training;

import dev.heed.app.flags.ModelFlag;
import dev.heed.models.data.Augmentation;
import dev.heed.models.data.NormalizationStep;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TuningMethod;
import dev.heed.models.tune.TuningSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a model is tuned. */
public final class TuningFlags {
  private static final String NOTHING = "none";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--base",
      order = 20,
      paramLabel = "MODEL",
      defaultValue = ModelFlag.BUILT_IN,
      completionCandidates = ModelFlag.Names.class,
      description =
          "The pretrained encoder: a built-in model, a folder, or ORG/MODEL as 'heed pull' brought"
              + " it; ${DEFAULT-VALUE} where none is given. 'none' for an encoder from nothing.")
  String base;

  @Option(
      names = "--tokenizer",
      order = 33,
      paramLabel = "MODEL",
      defaultValue = ModelFlag.BUILT_IN,
      description =
          "With --base none: the model whose tokenizer is taken; ${DEFAULT-VALUE} otherwise.")
  String tokenizer;

  @Option(
      names = "--layers",
      order = 34,
      paramLabel = "N",
      defaultValue = "4",
      description = "With --base none: layers; ${DEFAULT-VALUE} where nothing is given.")
  int layers;

  @Option(
      names = "--width",
      order = 35,
      paramLabel = "N",
      defaultValue = "128",
      description = "With --base none: width of states; ${DEFAULT-VALUE} where nothing is given.")
  int width;

  @Option(
      names = "--heads",
      order = 36,
      paramLabel = "N",
      defaultValue = "4",
      description = "With --base none: heads of attention; ${DEFAULT-VALUE} otherwise.")
  int heads;

  @Option(
      names = "--method",
      order = 21,
      paramLabel = "full|lora|contrastive|probe",
      defaultValue = "full",
      description =
          "What learns: all parameters, changes of low rank beside them, all by contrast between"
              + " labels and then a head, or the head alone; ${DEFAULT-VALUE} where nothing is"
              + " given. The probe's figures are always printed beside.")
  TuningMethod method;

  @Option(
      names = "--epochs",
      order = 22,
      paramLabel = "N",
      description = "How often the examples are seen; 4 to 30, by how many there are, otherwise.")
  @Nullable Integer epochs;

  @Option(
      names = "--rate",
      order = 23,
      paramLabel = "R",
      description =
          "The highest learning rate; 5e-5 (full), 1e-3 (lora) or 2e-5 (contrastive) otherwise. It"
              + " rises over a tenth of the steps, then falls to 0 on a line.")
  @Nullable Double rate;

  @Option(
      names = "--batch",
      order = 24,
      paramLabel = "N",
      defaultValue = "16",
      description = "Texts in a step; ${DEFAULT-VALUE} where nothing is given.")
  int batch;

  @Option(
      names = "--batch-tokens",
      order = 25,
      paramLabel = "N",
      defaultValue = "4096",
      description = "Most tokens in a step; ${DEFAULT-VALUE} where nothing is given.")
  int batchTokens;

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

  @Option(
      names = "--dropout",
      order = 28,
      paramLabel = "P",
      defaultValue = "0.1",
      description = "Dropout; ${DEFAULT-VALUE} where nothing is given.")
  float dropout;

  @Option(
      names = "--smoothing",
      order = 29,
      paramLabel = "P",
      defaultValue = "0",
      description = "Label smoothing; ${DEFAULT-VALUE} where nothing is given.")
  float smoothing;

  @Option(
      names = "--rank",
      order = 30,
      paramLabel = "N",
      defaultValue = "8",
      description = "Rank of lora's changes, which count twice; ${DEFAULT-VALUE} otherwise.")
  int rank;

  @Option(
      names = "--patience",
      order = 31,
      paramLabel = "N",
      defaultValue = "0",
      description = "End when N epochs in a row were no better on --dev; 0 for never.")
  int patience;

  @Option(
      names = "--seed",
      order = 32,
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything that is drawn: the same seed gives the same model.")
  long seed;

  /** The base, or the model whose tokenizer is taken. */
  public String base() {
    return ModelFlag.checked(isFromNothing() ? tokenizer : base);
  }

  private boolean isFromNothing() {
    return base.equals(NOTHING);
  }

  /** With all that is said here of the task. */
  public <T> TextTuning<T> applied(TextTuning<T> task, Path folder) {
    try {
      task.with(settings(folder));
      return isFromNothing() ? task.fromNothing(layers, width, heads) : task;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The method. */
  public TuningMethod method() {
    return method;
  }

  /**
   * All settings.
   *
   * @param folder for checkpoints
   */
  private TuningSettings settings(Path folder) {
    return TuningSettings.DEFAULT
        .withMethod(method)
        .withSchedule(epochs == null ? 0 : epochs, rate == null ? 0 : rate)
        .withBatch(batch, batchTokens)
        .withTexts(maxTokens == null ? 0 : maxTokens, normalization(), Augmentation.NONE)
        .withRegularization(smoothing, dropout)
        .withLowRank(rank, 2.0 * rank)
        .withPatience(patience)
        .withSeed(seed)
        .withCheckpoints(folder);
  }

  private TextNormalization normalization() {
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
