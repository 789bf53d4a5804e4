package dev.heed.models.tune;

import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.ModelException;
import dev.heed.models.train.Adam;
import dev.heed.models.train.Optimizer;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.Schedule;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How parameters follow their gradients: by which rule, at which part of the highest rate, and
 * which of them stay.
 *
 * @param optimizer the rule
 * @param weightDecay of all but norms and biases
 * @param maxNorm gradients are scaled down to this norm, all together; 0 for never
 * @param schedule the curve of the rate behind the warm-up. A cosine with restarts begins three
 *     times, a polynomial is of the second degree, and a stable rate falls over the last fifth
 * @param warmUp share of the steps in which the rate rises from 0, rounded up; at least one step is
 *     left behind them, since the first is at a rate of 0
 * @param least share of the highest rate that is left at the end, where the curve ends
 * @param layerDecay what the rate is multiplied by, from each layer to the one below it; 1 for the
 *     same rate everywhere
 * @param frozen layers from below that stay as they are, and the embeddings with them; 0 for none
 */
public record Optimization(
    Optimizer optimizer,
    double weightDecay,
    double maxNorm,
    Schedule.Kind schedule,
    double warmUp,
    double least,
    double layerDecay,
    int frozen) {
  /** What most fine-tunings take: AdamW, and a rate that rises over a tenth and falls on a line. */
  public static final Optimization USUAL =
      new Optimization(Adam.W, 0.01, 1, Schedule.Kind.LINEAR, 0.1, 0, 1, 0);

  /** Of a share times a number of steps: 0.1 · 70 is a little more than 7. */
  private static final double ROUNDING = 1e-12;

  private static final double POWER = 2;
  private static final int CYCLES = 3;
  private static final double STABLE_FALL = 0.2;

  public Optimization {
    SettingCheck.check(
        weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
        "weightDecay",
        weightDecay,
        "at least 0");
    SettingCheck.check(maxNorm >= 0, "maxNorm", maxNorm, "at least 0");
    SettingCheck.check(warmUp >= 0 && warmUp <= 1, "warmUp", warmUp, "from 0 to 1");
    SettingCheck.check(least >= 0 && least <= 1, "least", least, "from 0 to 1");
    SettingCheck.check(
        layerDecay > 0 && layerDecay <= 1, "layerDecay", layerDecay, "above 0 and at most 1");
    SettingCheck.check(frozen >= 0, "frozen", frozen, "at least 0");
  }

  /** The same by another rule. */
  public Optimization withOptimizer(Optimizer choice) {
    return new Optimization(
        choice, weightDecay, maxNorm, schedule, warmUp, least, layerDecay, frozen);
  }

  /** The same with another decay of weights. */
  public Optimization withWeightDecay(double choice) {
    return new Optimization(
        optimizer, choice, maxNorm, schedule, warmUp, least, layerDecay, frozen);
  }

  /** The same with gradients scaled down to this norm; 0 for never. */
  public Optimization withMaxNorm(double choice) {
    return new Optimization(
        optimizer, weightDecay, choice, schedule, warmUp, least, layerDecay, frozen);
  }

  /** The same along another curve. */
  public Optimization withSchedule(Schedule.Kind kind, double warmUp, double least) {
    return new Optimization(
        optimizer, weightDecay, maxNorm, kind, warmUp, least, layerDecay, frozen);
  }

  /** The same with lower layers learned more slowly. */
  public Optimization withLayerDecay(double choice) {
    return new Optimization(
        optimizer, weightDecay, maxNorm, schedule, warmUp, least, choice, frozen);
  }

  /** The same with the embeddings and so many layers from below as they are; 0 for none. */
  public Optimization withFrozen(int layers) {
    return new Optimization(
        optimizer, weightDecay, maxNorm, schedule, warmUp, least, layerDecay, layers);
  }

  /**
   * The rate over a training.
   *
   * @param highest rate
   * @param steps of the training
   */
  Schedule schedule(double highest, long steps) {
    long rising = Math.min((long) Math.ceil(steps * warmUp * (1 - ROUNDING)), steps - 1);
    long falling =
        schedule == Schedule.Kind.STABLE ? Math.max(1, Math.round(STABLE_FALL * steps)) : 0;
    return new Schedule(
        schedule,
        highest,
        rising,
        steps,
        least,
        schedule == Schedule.Kind.POLYNOMIAL ? POWER : 1,
        schedule == Schedule.Kind.COSINE_RESTARTS ? CYCLES : 1,
        falling);
  }

  /**
   * How a parameter is learned, of those that are.
   *
   * @param layers of the model
   */
  ParameterGroup group(Parameter parameter, int layers) {
    return frozen > 0 && Depth.isBelow(parameter.name(), frozen)
        ? ParameterGroup.FROZEN
        : new ParameterGroup(
            Depth.rateFactor(parameter.name(), layers, layerDecay),
            parameter.isVector() ? 0 : weightDecay);
  }

  /**
   * Refuses to keep more layers than there are.
   *
   * @param layers of the model
   * @throws ModelException when there are fewer
   */
  void checkFit(int layers) {
    if (frozen > layers) {
      throw new ModelException(
          "%d layers are to stay as they are; the model has %d".formatted(frozen, layers));
    }
  }

  /** What differs from what is usual, by name: for people. */
  public Map<String, String> differences(Optimization usual) {
    Map<String, String> words = new LinkedHashMap<>();
    if (!optimizer.equals(usual.optimizer)) {
      words.put("optimizer", optimizer.toString());
    }
    if (weightDecay != usual.weightDecay) {
      words.put("weight decay", Double.toString(weightDecay));
    }
    if (maxNorm != usual.maxNorm) {
      words.put("norm of gradients", maxNorm == 0 ? "any" : "at most " + maxNorm);
    }
    if (schedule != usual.schedule) {
      words.put("schedule", schedule.name().toLowerCase(Locale.ROOT));
    }
    if (warmUp != usual.warmUp) {
      words.put("warm-up", warmUp + " of the steps");
    }
    if (least != usual.least) {
      words.put("rate at the end", least + " of the highest");
    }
    if (layerDecay != usual.layerDecay) {
      words.put("layer decay", Double.toString(layerDecay));
    }
    if (frozen != usual.frozen) {
      words.put("frozen", "embeddings and %d layers".formatted(frozen));
    }
    return words;
  }
}
