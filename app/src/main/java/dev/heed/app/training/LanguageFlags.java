package dev.heed.app.training;

import dev.heed.app.flags.ModelFlag;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tune.LanguageSettings;
import dev.heed.models.tune.LanguageTuning;
import dev.heed.models.tune.LowRankSettings;
import dev.heed.models.tune.Optimization;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which language model is trained, and how. */
public final class LanguageFlags {
  private static final String NOTHING = "none";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--base",
      order = 3,
      paramLabel = "MODEL",
      defaultValue = NOTHING,
      description = "A pretrained decoder to tune; ${DEFAULT-VALUE} where nothing is given.")
  String base;

  @Mixin MethodFlags method;

  @Option(
      names = "--shape",
      order = 4,
      paramLabel = "gpt2|llama",
      defaultValue = "gpt2",
      description = "From nothing: the shape; ${DEFAULT-VALUE} where nothing is given.")
  NewModel.Shape shape;

  @Option(
      names = "--layers",
      order = 5,
      paramLabel = "N",
      defaultValue = "4",
      description = "From nothing: layers; ${DEFAULT-VALUE} where nothing is given.")
  int layers;

  @Option(
      names = "--width",
      order = 6,
      paramLabel = "N",
      defaultValue = "128",
      description = "From nothing: width of states; ${DEFAULT-VALUE} where nothing is given.")
  int width;

  @Option(
      names = "--heads",
      order = 7,
      paramLabel = "N",
      defaultValue = "4",
      description = "From nothing: heads of attention; ${DEFAULT-VALUE} where nothing is given.")
  int heads;

  @Option(
      names = "--steps",
      order = 8,
      paramLabel = "N",
      defaultValue = "2000",
      description = "Steps; ${DEFAULT-VALUE} where nothing is given.")
  long steps;

  @Option(
      names = "--block",
      order = 9,
      paramLabel = "N",
      defaultValue = "64",
      description = "Tokens that are read at once; ${DEFAULT-VALUE} where nothing is given.")
  int block;

  @Option(
      names = "--batch",
      order = 10,
      paramLabel = "N",
      defaultValue = "12",
      description = "Blocks in a step; ${DEFAULT-VALUE} where nothing is given.")
  int batch;

  @Option(
      names = "--accumulate",
      order = 11,
      paramLabel = "N",
      defaultValue = "1",
      description = "Compute a step in N parts, one after the other, in less memory.")
  int accumulate;

  @Option(
      names = "--recompute",
      order = 11,
      description =
          "Compute what layers compute in between again on the way back instead of keeping it: a"
              + " third more work in far less memory, the same model.")
  boolean recompute;

  @Option(
      names = "--rate",
      order = 12,
      paramLabel = "R",
      description =
          "The highest learning rate; 1e-3 from nothing, 5e-5 otherwise, 2e-4 by lora. It rises"
              + " first, then falls to a tenth.")
  @Nullable Double rate;

  @Option(
      names = "--dropout",
      order = 13,
      paramLabel = "P",
      defaultValue = "0",
      description = "Dropout; ${DEFAULT-VALUE} where nothing is given.")
  float dropout;

  @Option(
      names = "--average",
      order = 14,
      paramLabel = "D",
      defaultValue = "0",
      description = "Keep a moving average of the parameters with this decay; 0 for none.")
  double average;

  @Option(
      names = "--validate-every",
      order = 15,
      paramLabel = "N",
      defaultValue = "250",
      description = "Measure every N steps, and keep the best; ${DEFAULT-VALUE} otherwise.")
  long every;

  @Option(
      names = "--patience",
      order = 15,
      paramLabel = "N",
      defaultValue = "0",
      description = "End when N measurements in a row were no better; 0 for never.")
  int patience;

  @Option(
      names = "--seed",
      order = 16,
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything that is drawn: the same seed gives the same model.")
  long seed;

  @Mixin OptimizationFlags optimization;

  /**
   * What these flags say, with its checkpoints in a folder.
   *
   * @throws ParameterException when they do not go together
   */
  public LanguageTuning tuning(Path folder) {
    if (!isFromNothing()) {
      IdleOptions.refuse(
          spec,
          List.of("--shape", "--layers", "--width", "--heads"),
          "is for a model from nothing, and --base has its own; leave it out");
    }
    try {
      LowRankSettings changes = method.changes();
      LanguageTuning tuning =
          isFromNothing()
              ? LanguageTuning.fromNothing(shape, layers, width, heads)
              : LanguageTuning.of(ModelFlag.checked(base));
      if (changes != null) {
        tuning.byLowRank(changes);
      }
      return tuning.with(settings(changes != null).withCheckpoints(folder));
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private LanguageSettings settings(boolean low) {
    double highest = rate != null ? rate : isFromNothing() ? 1e-3 : low ? 2e-4 : 5e-5;
    return LanguageSettings.SMALL
        .withSchedule(steps, highest)
        .withBlocks(block, batch, accumulate)
        .withOptimization(optimization())
        .withRegularization(optimization().weightDecay(), dropout, average)
        .withValidation(every, patience)
        .withSeed(seed)
        .recomputing(recompute);
  }

  private Optimization optimization() {
    return optimization.optimization(LanguageSettings.SMALL.optimization());
  }

  /** Where the changes of low rank are saved as an adapter too; null for nowhere. */
  public @Nullable Path adapter() {
    return method.adapter();
  }

  /** The pretrained model's name or path; 'none' for one from nothing. */
  public String base() {
    return base;
  }

  /** True for a model from nothing. */
  public boolean isFromNothing() {
    return base.equals(NOTHING);
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
