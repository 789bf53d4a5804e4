package dev.heed.app.training;

import dev.heed.models.train.Adagrad;
import dev.heed.models.train.Adam;
import dev.heed.models.train.Optimizer;
import dev.heed.models.train.RmsProp;
import dev.heed.models.train.Schedule;
import dev.heed.models.train.Sgd;
import dev.heed.models.tune.Optimization;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How parameters follow their gradients, where not as is usual for the task. */
public final class OptimizationFlags {
  private static final double MOMENTUM = 0.9;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--optimizer",
      order = 23,
      paramLabel = "NAME",
      description =
          "adamw, adam, amsgrad, sgd (momentum 0.9), nesterov, adagrad or rmsprop; adamw otherwise."
              + " The usual --rate is adamw's.")
  @Nullable String optimizer;

  @Option(
      names = "--layer-decay",
      order = 23,
      paramLabel = "F",
      defaultValue = "1",
      description =
          "The rate of each layer is F times that of the layer above it; ${DEFAULT-VALUE}"
              + " otherwise.")
  double layerDecay;

  @Option(
      names = "--weight-decay",
      order = 23,
      paramLabel = "D",
      description = "Of all but norms and biases; 0.01 otherwise, 0.1 for lm.")
  @Nullable Double weightDecay;

  @Option(
      names = "--max-norm",
      order = 23,
      paramLabel = "N",
      description = "Scale gradients down to this norm, all together; 1 otherwise, 0 for never.")
  @Nullable Double maxNorm;

  @Option(
      names = "--schedule",
      order = 23,
      paramLabel = "NAME",
      description =
          "How the rate goes on behind its rise: constant, linear, cosine, cosine-restarts,"
              + " polynomial, inverse-sqrt, stable or one-cycle; linear otherwise, cosine for lm.")
  @Nullable String schedule;

  @Option(
      names = "--warm-up",
      order = 23,
      paramLabel = "P",
      description = "The share of steps in which the rate rises; 0.1 otherwise, 0.05 for lm.")
  @Nullable Double warmUp;

  @Option(
      names = "--freeze",
      order = 23,
      paramLabel = "N",
      description = "Keep the embeddings and the lowest N layers as they are; 0 for none.")
  @Nullable Integer freeze;

  /**
   * What these flags say.
   *
   * @param usual where they say nothing
   * @throws IllegalArgumentException when a value makes no sense
   */
  public Optimization optimization(Optimization usual) {
    String rule = optimizer;
    String curve = schedule;
    return usual
        .withOptimizer(rule == null ? usual.optimizer() : rule(rule.strip(), usual.optimizer()))
        .withWeightDecay(Objects.requireNonNullElse(weightDecay, usual.weightDecay()))
        .withMaxNorm(Objects.requireNonNullElse(maxNorm, usual.maxNorm()))
        .withSchedule(
            curve == null ? usual.schedule() : curve(curve.strip()),
            Objects.requireNonNullElse(warmUp, usual.warmUp()),
            usual.least())
        .withLayerDecay(layerDecay)
        .withFrozen(Objects.requireNonNullElse(freeze, usual.frozen()));
  }

  /** Those of Adam's kind have the numbers that are usual for the task. */
  private Optimizer rule(String name, Optimizer usual) {
    Adam adam = usual instanceof Adam own ? own : Adam.W;
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "adamw" -> new Adam(adam.beta1(), adam.beta2(), adam.epsilon(), true, false);
      case "adam" -> new Adam(adam.beta1(), adam.beta2(), adam.epsilon(), false, false);
      case "amsgrad" -> new Adam(adam.beta1(), adam.beta2(), adam.epsilon(), true, true);
      case "sgd" -> new Sgd(MOMENTUM, 0, false);
      case "nesterov" -> new Sgd(MOMENTUM, 0, true);
      case "adagrad" -> Adagrad.USUAL;
      case "rmsprop" -> RmsProp.USUAL;
      default ->
          throw refused(
              "--optimizer: expected adamw, adam, amsgrad, sgd, nesterov, adagrad or rmsprop, was '%s'"
                  .formatted(name));
    };
  }

  private Schedule.Kind curve(String name) {
    for (Schedule.Kind kind : Schedule.Kind.values()) {
      if (kind.name().replace('_', '-').equalsIgnoreCase(name)) {
        return kind;
      }
    }
    throw refused(
        "--schedule: expected constant, linear, cosine, cosine-restarts, polynomial, inverse-sqrt, stable or one-cycle, was '%s'"
            .formatted(name));
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
