package dev.heed.app.training;

import dev.heed.models.tune.LowRankSettings;
import dev.heed.models.tune.TuningMethod;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What learns where no head over labels is learned: all parameters, or changes of low rank. */
public final class MethodFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--method",
      order = 21,
      paramLabel = "full|lora",
      defaultValue = "full",
      description =
          "What learns: all parameters, or changes of low rank beside those of a pretrained model;"
              + " ${DEFAULT-VALUE} where nothing is given.")
  TuningMethod method;

  @Mixin LowRankFlags lowRank;

  /**
   * The changes of low rank; null where all parameters learn.
   *
   * @throws ParameterException for a method that is for labels, or when something of these changes
   *     was given and there are none
   * @throws IllegalArgumentException when a value makes no sense
   */
  public @Nullable LowRankSettings changes() {
    lowRank.refuseIdle(method);
    return switch (method) {
      case FULL -> null;
      case LORA -> lowRank.settings();
      case PROBE, CONTRASTIVE ->
          throw new ParameterException(
              spec.commandLine(),
              "--method %s learns a head over labels, and this task has none: take full or lora"
                  .formatted(inWords()));
    };
  }

  /** Where the changes are saved as an adapter too; null for nowhere. */
  public @Nullable Path adapter() {
    return lowRank.adapter(method);
  }

  /** Its name. */
  public String inWords() {
    return method.name().toLowerCase(Locale.ROOT);
  }
}
