package dev.heed.models.tune;

import dev.heed.models.nn.Parameter;
import dev.heed.models.train.TrainingSettings;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What each {@link TuningMethod} learns, and how fast where the user does not say. */
final class Recipe {
  private Recipe() {}

  static double rate(TuningSettings settings, boolean fromNothing) {
    return settings.course().rateOr(usualRate(settings.method(), fromNothing));
  }

  /** Where all parameters learn, or changes of low rank do. */
  static double rate(Course course, @Nullable LowRankSettings lowRank, boolean fromNothing) {
    TuningMethod method = lowRank == null ? TuningMethod.FULL : TuningMethod.LORA;
    return course.rateOr(usualRate(method, fromNothing));
  }

  private static double usualRate(TuningMethod method, boolean fromNothing) {
    return switch (method) {
      case FULL -> fromNothing ? 5e-4 : 5e-5;
      case LORA -> 1e-3;
      case CONTRASTIVE -> 2e-5;
      case PROBE -> 0;
    };
  }

  /** How often examples are seen. */
  static int epochs(TuningSettings settings, int examples) {
    return settings.course().epochsOver(counted(settings, examples));
  }

  /** By contrast half as many are enough: each says something about all others of its step. */
  private static int counted(TuningSettings settings, int examples) {
    return settings.method() == TuningMethod.CONTRASTIVE
        ? Math.multiplyExact(2, examples)
        : examples;
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
            counted(settings, examples),
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
