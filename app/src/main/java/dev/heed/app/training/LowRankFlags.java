package dev.heed.app.training;

import dev.heed.models.save.ModelFolder;
import dev.heed.models.tune.LowRankSettings;
import dev.heed.models.tune.TuningMethod;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The changes of low rank of {@code --method lora}. */
public final class LowRankFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--rank",
      order = 30,
      paramLabel = "N",
      defaultValue = "8",
      description = "With lora: rank of each change; ${DEFAULT-VALUE} where nothing is given.")
  int rank;

  @Option(
      names = "--alpha",
      order = 30,
      paramLabel = "A",
      description = "With lora: changes count A / rank; twice where nothing is given.")
  @Nullable Double alpha;

  @Option(
      names = "--lora-dropout",
      order = 30,
      paramLabel = "P",
      defaultValue = "0",
      description = "With lora: dropout of a change's input; ${DEFAULT-VALUE} otherwise.")
  float dropout;

  @Option(
      names = "--lora-modules",
      order = 30,
      split = ",",
      paramLabel = "NAME",
      description =
          "With lora: the matrices that get a change, such as query,value; several with commas"
              + " between. All of the layers where nothing is given.")
  List<String> modules = List.of();

  @Option(
      names = "--adapter",
      order = 40,
      paramLabel = "DIR",
      description =
          "With lora: save the changes alone as well, in the layout of PEFT, to be loaded over the"
              + " base.")
  @Nullable Path adapter;

  /**
   * Refuses what only changes of low rank have.
   *
   * @throws ParameterException when it was given and there are none
   */
  public void refuseIdle(TuningMethod method) {
    if (method != TuningMethod.LORA) {
      IdleOptions.refuse(
          spec,
          List.of("--rank", "--alpha", "--lora-dropout", "--lora-modules"),
          "is of changes of low rank; take --method lora, or leave it out");
    }
  }

  /**
   * All of it.
   *
   * @throws IllegalArgumentException when a value makes no sense
   */
  public LowRankSettings settings() {
    return new LowRankSettings(rank, alpha == null ? 2.0 * rank : alpha, dropout, modules);
  }

  /**
   * Where the changes alone go; null for nowhere. To be asked before they are learned.
   *
   * @throws ParameterException when there will be none
   * @throws dev.heed.models.checkpoint.CheckpointException when other files would be lost there
   */
  public @Nullable Path adapter(TuningMethod method) {
    if (adapter != null && method != TuningMethod.LORA) {
      throw new ParameterException(
          spec.commandLine(), "--adapter saves changes of low rank; take --method lora");
    }
    if (adapter != null) {
      ModelFolder.checkTarget(adapter);
    }
    return adapter;
  }
}
