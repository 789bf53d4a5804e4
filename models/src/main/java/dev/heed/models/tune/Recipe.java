package dev.heed.models.tune;

import dev.heed.models.nn.Parameter;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.Schedule;
import dev.heed.models.train.TrainingSettings;
import java.util.function.Function;

/**
 * What is chosen where the user chose nothing, by method and size of the data: figures that served
 * small data sets well.
 */
final class Recipe {
  private static final double DECAY = 0.01;

  /** Texts that a tuning sees in all, as far as the numbers of epochs below allow. */
  private static final int LEAST_SEEN = 6_000;

  private static final int MOST_EPOCHS = 30;
  private static final int LEAST_EPOCHS = 4;

  /** A checkpoint may take as long as many steps: shorter epochs are not saved one by one. */
  private static final int STEPS_BETWEEN_CHECKPOINTS = 100;

  private Recipe() {}

  static int epochs(TuningSettings settings, int examples) {
    return settings.epochs() > 0
        ? settings.epochs()
        : Math.clamp(Math.ceilDiv(LEAST_SEEN, examples), LEAST_EPOCHS, MOST_EPOCHS);
  }

  static double rate(TuningSettings settings, boolean fromNothing) {
    return settings.rate() > 0
        ? settings.rate()
        : switch (settings.method()) {
          case FULL -> fromNothing ? 5e-4 : 5e-5;
          case LORA -> 1e-3;
          case CONTRASTIVE -> 2e-5;
          case PROBE -> 0;
        };
  }

  static TrainingSettings training(
      TuningSettings settings,
      int examples,
      boolean fromNothing,
      Function<Parameter, Boolean> isHead) {
    double rate = rate(settings, fromNothing);
    return TrainingSettings.adamW(rate, epochs(settings, examples))
        .withSchedule(
            steps -> Schedule.of(Schedule.Kind.LINEAR, rate, Math.ceilDiv(steps, 10), steps))
        .withGroups(groups(settings.method(), isHead))
        .withDropout(settings.dropout(), settings.dropout())
        .withSeed(settings.seed())
        .withValidation(0, settings.patience())
        .withCheckpoints(
            settings.folder(),
            examples < STEPS_BETWEEN_CHECKPOINTS * settings.batch()
                ? STEPS_BETWEEN_CHECKPOINTS
                : 0);
  }

  private static Function<Parameter, ParameterGroup> groups(
      TuningMethod method, Function<Parameter, Boolean> isHead) {
    return parameter -> {
      boolean head = isHead.apply(parameter);
      boolean learned =
          switch (method) {
            case PROBE -> false;
            case FULL -> true;
            case LORA -> head || parameter.kind() == Parameter.Kind.ADAPTER;
            case CONTRASTIVE -> !head;
          };
      return learned
          ? new ParameterGroup(1, parameter.isVector() ? 0 : DECAY)
          : ParameterGroup.FROZEN;
    };
  }
}
