package dev.heed.models.train;

import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Parameter;
import dev.heed.models.random.SplitMix;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a training goes.
 *
 * @param optimizer how parameters follow their gradients
 * @param groups how each parameter is learned
 * @param schedule the learning rate, given how many steps there will be
 * @param epochs how often all batches are seen
 * @param steps most steps, 0 for as many as the epochs have
 * @param accumulation batches whose gradients make one step, see {@link Batches#steps}
 * @param maxNorm gradients are scaled down to this norm, all together; 0 for never
 * @param dropout rate for hidden states
 * @param attentionDropout rate for the weights of attention
 * @param averageDecay of the moving average of parameters, which is what is validated and kept; 0
 *     for none
 * @param seed of what is dropped
 * @param validateEvery steps; 0 for the end of each epoch
 * @param patience validations in a row without a better one, after which it ends; 0 for never
 * @param folder for checkpoints; null for none
 * @param saveEvery steps; 0 for whenever it is validated, or would be
 * @param recomputes whether what layers compute in between is computed again on the way back
 *     (activation checkpointing): less memory, a third more work, the same bits
 */
public record TrainingSettings(
    Optimizer optimizer,
    Function<Parameter, ParameterGroup> groups,
    LongFunction<Schedule> schedule,
    int epochs,
    long steps,
    int accumulation,
    double maxNorm,
    float dropout,
    float attentionDropout,
    double averageDecay,
    long seed,
    long validateEvery,
    int patience,
    @Nullable Path folder,
    long saveEvery,
    boolean recomputes) {

  public TrainingSettings {
    check(epochs >= 1, "epochs", epochs, "at least 1");
    check(steps >= 0, "steps", steps, "at least 0");
    check(accumulation >= 1, "accumulation", accumulation, "at least 1");
    check(maxNorm >= 0, "maxNorm", maxNorm, "at least 0");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "from 0 to below 1");
    check(
        attentionDropout >= 0 && attentionDropout < 1,
        "attentionDropout",
        attentionDropout,
        "from 0 to below 1");
    check(averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "from 0 to below 1");
    check(validateEvery >= 0, "validateEvery", validateEvery, "at least 0");
    check(patience >= 0, "patience", patience, "at least 0");
    check(saveEvery >= 0, "saveEvery", saveEvery, "at least 0");
  }

  private static void check(boolean right, String name, Number value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "training: %s must be %s, was %s".formatted(name, expected, value));
    }
  }

  /**
   * What most fine-tunings begin with: AdamW with a decay of 0.01 for all but norms and biases, a
   * rate that falls to 0 on a line after a tenth of the steps, gradients of a norm of at most 1, no
   * dropout.
   *
   * @param rate the highest learning rate
   */
  public static TrainingSettings adamW(double rate, int epochs) {
    return new TrainingSettings(
        Adam.W,
        parameter -> new ParameterGroup(1, parameter.isVector() ? 0 : 0.01),
        steps -> Schedule.of(Schedule.Kind.LINEAR, rate, steps / 10, steps),
        epochs,
        0,
        1,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        0,
        false);
  }

  /** The same with another optimiser. */
  public TrainingSettings withOptimizer(Optimizer choice) {
    return new TrainingSettings(
        choice,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same, with parameters learned otherwise. */
  public TrainingSettings withGroups(Function<Parameter, ParameterGroup> choice) {
    return new TrainingSettings(
        optimizer,
        choice,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with another schedule, given how many steps there will be. */
  public TrainingSettings withSchedule(LongFunction<Schedule> choice) {
    return new TrainingSettings(
        optimizer,
        groups,
        choice,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with at most so many steps, however many epochs they take. */
  public TrainingSettings withSteps(long most) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        Integer.MAX_VALUE,
        most,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with so many batches in a step. */
  public TrainingSettings withAccumulation(int batches) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        batches,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with gradients scaled down to this norm; 0 for never. */
  public TrainingSettings withMaxNorm(double norm) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        norm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with these rates of dropout. */
  public TrainingSettings withDropout(float states, float attention) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        states,
        attention,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with a moving average of the parameters; a decay of 0 for none. */
  public TrainingSettings withAverage(double decay) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        decay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with another seed. */
  public TrainingSettings withSeed(long choice) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        choice,
        validateEvery,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same, validated every so many steps, and ended when that many were no better. */
  public TrainingSettings withValidation(long every, int patience) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        every,
        patience,
        folder,
        saveEvery,
        recomputes);
  }

  /** The same with checkpoints in a folder, every so many steps. */
  public TrainingSettings withCheckpoints(@Nullable Path folder, long every) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        every,
        recomputes);
  }

  /** The same, with what layers compute in between computed again on the way back. */
  public TrainingSettings recomputing(boolean choice) {
    return new TrainingSettings(
        optimizer,
        groups,
        schedule,
        epochs,
        steps,
        accumulation,
        maxNorm,
        dropout,
        attentionDropout,
        averageDecay,
        seed,
        validateEvery,
        patience,
        folder,
        saveEvery,
        choice);
  }

  /**
   * What is dropped of a batch: of each another, whatever happened before. Changes of low rank have
   * a rate of their own, and drop where both rates here are 0 too.
   *
   * @param step that it is of, from 0
   * @param batch of the step, from 0
   */
  Dropping dropping(long step, int batch) {
    long ofStep = SplitMix.mix(SplitMix.mix(seed + SplitMix.GOLDEN) + step + SplitMix.GOLDEN);
    return new Dropping(dropout, attentionDropout, SplitMix.mix(ofStep + batch + SplitMix.GOLDEN));
  }

  /**
   * What gradients of this norm, all together, are multiplied by: {@code maxNorm / (norm + 10⁻⁶)}
   * and at most 1, as PyTorch clips them.
   */
  double clip(double norm) {
    return maxNorm > 0 ? Math.min(1, maxNorm / (norm + 1e-6)) : 1;
  }

  /** Whether it is validated behind this step. */
  boolean validatesAfter(long step, boolean endOfEpoch) {
    return validateEvery == 0 ? endOfEpoch : step % validateEvery == 0;
  }

  /** Whether it is saved behind this step. */
  boolean savesAfter(long step, boolean endOfEpoch) {
    return saveEvery == 0 ? validatesAfter(step, endOfEpoch) : step % saveEvery == 0;
  }
}
