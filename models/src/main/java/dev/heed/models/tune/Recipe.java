package dev.heed.models.tune;

import dev.heed.models.nn.Parameter;
import dev.heed.models.train.TrainingSettings;
import java.util.function.Predicate;

/** What each {@link TuningMethod} learns, and how fast where the user does not say. */
final class Recipe {
  private Recipe() {}

  static double rate(TuningSettings settings, boolean fromNothing) {
    return settings
        .course()
        .rateOr(
            switch (settings.method()) {
              case FULL -> fromNothing ? 5e-4 : 5e-5;
              case LORA -> 1e-3;
              case CONTRASTIVE -> 2e-5;
              case PROBE -> 0;
            });
  }

  static TrainingSettings training(
      TuningSettings settings,
      int examples,
      boolean fromNothing,
      int layers,
      Predicate<Parameter> isHead) {
    TuningMethod method = settings.method();
    return settings
        .course()
        .training(
            examples,
            rate(settings, fromNothing),
            layers,
            parameter ->
                switch (method) {
                  case PROBE -> false;
                  case FULL -> true;
                  case LORA -> isHead.test(parameter) || parameter.kind() == Parameter.Kind.ADAPTER;
                  case CONTRASTIVE -> !isHead.test(parameter);
                });
  }
}
