package dev.heed.app.training;

import dev.heed.models.tune.Course;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long, how fast and how carefully a model learns from examples. */
public final class CourseFlags {
  /** Of options that only parameters of the encoder, or their steps, have an effect by. */
  static final List<String> OF_STEPS =
      List.of(
          "--epochs",
          "--rate",
          "--layer-decay",
          "--batch",
          "--batch-tokens",
          "--dropout",
          "--average",
          "--patience",
          "--optimizer",
          "--weight-decay",
          "--max-norm",
          "--schedule",
          "--warm-up",
          "--freeze",
          "--recompute");

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

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
          "The highest learning rate; chosen as said above otherwise. It rises first, then falls.")
  @Nullable Double rate;

  @Option(
      names = "--batch",
      order = 24,
      paramLabel = "N",
      description =
          "Examples in a step; 16 where nothing is given. Of embed pairs, each of which is told apart"
              + " from all others of its step; 32 then.")
  @Nullable Integer batch;

  @Option(
      names = "--batch-tokens",
      order = 25,
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "Most tokens that are computed at once; ${DEFAULT-VALUE} where nothing is given. A step that"
              + " has more is computed in parts; by contrast and for embed it is ended there.")
  int batchTokens;

  @Option(
      names = "--recompute",
      order = 26,
      description =
          "Compute what layers compute in between again on the way back instead of keeping it: a"
              + " third more work in far less memory, the same model.")
  boolean recompute;

  @Option(
      names = "--dropout",
      order = 28,
      paramLabel = "P",
      defaultValue = "0.1",
      description = "Dropout; ${DEFAULT-VALUE} where nothing is given.")
  float dropout;

  @Option(
      names = "--average",
      order = 28,
      paramLabel = "D",
      defaultValue = "0",
      description = "Keep a moving average of the parameters with this decay; 0 for none.")
  double average;

  @Mixin OptimizationFlags optimization;

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

  /** The seed. */
  public long seed() {
    return seed;
  }

  /**
   * Refuses what needs validation data where there is none.
   *
   * @param validation null for none
   * @throws ParameterException when it was asked for
   */
  public void refuseIdle(@Nullable Object validation) {
    if (validation == null && patience > 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--patience counts epochs that are no better on validation data, of which there is none: give --dev");
    }
  }

  /**
   * All of it.
   *
   * @param folder for checkpoints
   * @throws IllegalArgumentException when a value makes no sense
   */
  public Course course(Path folder) {
    return course(folder, Course.DEFAULT);
  }

  /**
   * All of it.
   *
   * @param folder for checkpoints
   * @param usual of the task: what is taken where the user gives nothing
   * @throws IllegalArgumentException when a value makes no sense
   */
  public Course course(Path folder, Course usual) {
    // 0 is the settings' word for a choice; a user who writes it expects something else.
    if (epochs != null && epochs < 1) {
      throw new IllegalArgumentException("--epochs must be at least 1, was " + epochs);
    }
    if (rate != null && !(rate > 0)) {
      throw new IllegalArgumentException("--rate must be above 0, was " + rate);
    }
    return Course.DEFAULT
        .withSchedule(epochs == null ? 0 : epochs, rate == null ? 0 : rate)
        .withBatch(batch == null ? usual.batch() : batch, batchTokens)
        .withDropout(dropout)
        .withAverage(average)
        .withOptimization(optimization.optimization(usual.optimization()))
        .withPatience(patience)
        .withSeed(seed)
        .withCheckpoints(folder)
        .recomputing(recompute);
  }
}
