package dev.heed.models.tune;

import dev.heed.models.train.Adam;
import dev.heed.models.train.Schedule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a language model is trained on a text.
 *
 * @param steps of the training
 * @param block tokens of a block
 * @param blocks of a step
 * @param accumulation parts that a step is computed in, one after the other
 * @param rate the highest learning rate
 * @param optimization how parameters follow their gradients
 * @param dropout of hidden states and of the weights of attention
 * @param averageDecay of a moving average of the parameters, which is validated and kept; 0 for
 *     none
 * @param validateEvery steps
 * @param patience validations in a row that are no better, after which it ends; 0 for never
 * @param seed of everything that is drawn
 * @param folder for checkpoints; null for none
 * @param recomputes whether what layers compute in between is computed again on the way back: less
 *     memory, a third more work, the same model
 */
public record LanguageSettings(
    long steps,
    int block,
    int blocks,
    int accumulation,
    double rate,
    Optimization optimization,
    float dropout,
    double averageDecay,
    long validateEvery,
    int patience,
    long seed,
    @Nullable Path folder,
    boolean recomputes) {
  private static final Optimization OPTIMIZATION =
      new Optimization(
          new Adam(0.9, 0.99, 1e-8, true, false), 0.1, 1, Schedule.Kind.COSINE, 0.05, 0.1, 1, 0);

  /**
   * The settings of nanoGPT for characters on a processor: the rate rises over a twentieth of the
   * steps, then falls by a cosine to a tenth.
   */
  public static final LanguageSettings SMALL =
      new LanguageSettings(2_000, 64, 12, 1, 1e-3, OPTIMIZATION, 0, 0, 250, 0, 1, null, false);

  public LanguageSettings {
    check(steps >= 1, "steps", steps, "at least 1");
    check(block >= 1, "block", block, "at least 1");
    check(blocks >= 1, "blocks", blocks, "at least 1");
    check(
        accumulation >= 1 && blocks % accumulation == 0,
        "accumulation",
        accumulation,
        "a divisor of the blocks of a step");
    check(rate > 0 && rate < Double.POSITIVE_INFINITY, "rate", rate, "above 0");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "from 0 to below 1");
    check(averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "from 0 to below 1");
    check(validateEvery >= 1, "validateEvery", validateEvery, "at least 1");
    check(patience >= 0, "patience", patience, "at least 0");
  }

  private static void check(boolean right, String name, Number value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "training of a language model: %s must be %s, was %s".formatted(name, expected, value));
    }
  }

  /** The same for so many steps at this rate. */
  public LanguageSettings withSchedule(long steps, double rate) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization,
        dropout,
        averageDecay,
        validateEvery,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with so many blocks of so many tokens a step, computed in so many parts. */
  public LanguageSettings withBlocks(int block, int blocks, int accumulation) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization,
        dropout,
        averageDecay,
        validateEvery,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with parameters that follow their gradients otherwise. */
  public LanguageSettings withOptimization(Optimization choice) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        choice,
        dropout,
        averageDecay,
        validateEvery,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same, held back so; the decay is of weights, not of norms and biases. */
  public LanguageSettings withRegularization(double decay, float dropout, double averageDecay) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization.withWeightDecay(decay),
        dropout,
        averageDecay,
        validateEvery,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same, validated so often, and ended when so many in a row were no better. */
  public LanguageSettings withValidation(long every, int patience) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization,
        dropout,
        averageDecay,
        every,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with another seed. */
  public LanguageSettings withSeed(long choice) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization,
        dropout,
        averageDecay,
        validateEvery,
        patience,
        choice,
        folder,
        recomputes);
  }

  /** The same with checkpoints in a folder. */
  public LanguageSettings withCheckpoints(@Nullable Path choice) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization,
        dropout,
        averageDecay,
        validateEvery,
        patience,
        seed,
        choice,
        recomputes);
  }

  /** The same, with what layers compute in between computed again on the way back. */
  public LanguageSettings recomputing(boolean choice) {
    return new LanguageSettings(
        steps,
        block,
        blocks,
        accumulation,
        rate,
        optimization,
        dropout,
        averageDecay,
        validateEvery,
        patience,
        seed,
        folder,
        choice);
  }

  /** All that a model depends on, by name: for those who look how it was made. */
  Map<String, String> inWords() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("steps", Long.toString(steps));
    words.put("blocks of a step", "%d of %d tokens".formatted(blocks, block));
    if (accumulation > 1) {
      words.put("parts of a step", Integer.toString(accumulation));
    }
    words.put("rate", Double.toString(rate));
    words.putAll(optimization.differences(OPTIMIZATION));
    words.put("dropout", Float.toString(dropout));
    if (averageDecay > 0) {
      words.put("average", Double.toString(averageDecay));
    }
    words.put("validated", "every %,d steps".formatted(validateEvery));
    if (patience > 0) {
      words.put("patience", Integer.toString(patience));
    }
    words.put("seed", Long.toString(seed));
    return words;
  }
}
