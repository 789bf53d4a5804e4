package dev.heed.models.tune;

import dev.heed.models.nn.Parameter;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.TrainingSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How long, how fast and how carefully a model learns from examples. What is 0 where it cannot be
 * is chosen by the task and the size of the data.
 *
 * @param epochs how often the examples are seen; 0 to choose
 * @param rate the highest learning rate; 0 to choose
 * @param batch examples of a step; pairs of them where they are learned by contrast or ranking
 * @param tokensPerBatch most tokens that are computed at once, but at least one text: a step whose
 *     texts have more goes over them in parts, and what is learned stays the same but for rounding
 *     and for what is dropped or hidden. Where texts are told apart from all others of their step,
 *     by contrast or ranking, the step is ended there instead
 * @param dropout of hidden states and of the weights of attention
 * @param averageDecay of a moving average of the parameters, which is validated and kept; 0 for
 *     none
 * @param optimization how parameters follow their gradients
 * @param patience epochs in a row that are no better on validation data, after which it ends; 0 for
 *     never
 * @param seed of everything that is drawn
 * @param folder for checkpoints that a run goes on from; null for none
 * @param recomputes whether what layers compute in between is computed again on the way back: less
 *     memory, a third more work, the same model
 */
public record Course(
    int epochs,
    double rate,
    int batch,
    int tokensPerBatch,
    float dropout,
    double averageDecay,
    Optimization optimization,
    int patience,
    long seed,
    @Nullable Path folder,
    boolean recomputes) {
  /** What most fine-tunings take. */
  public static final Course DEFAULT =
      new Course(0, 0, 16, 4096, 0.1f, 0, Optimization.USUAL, 0, 1, null, false);

  /** Few examples are seen often. */
  private static final int LEAST_SEEN = 8_000;

  private static final int MOST_EPOCHS = 30;
  private static final int LEAST_EPOCHS = 4;

  /** A checkpoint may take as long as many steps: shorter epochs are not saved one by one. */
  private static final int STEPS_BETWEEN_CHECKPOINTS = 100;

  public Course {
    check(epochs >= 0, "epochs", epochs, "at least 0");
    check(rate >= 0 && rate < Double.POSITIVE_INFINITY, "rate", rate, "at least 0");
    check(batch >= 1, "batch", batch, "at least 1");
    check(tokensPerBatch >= 1, "tokensPerBatch", tokensPerBatch, "at least 1");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "from 0 to below 1");
    check(averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "from 0 to below 1");
    check(patience >= 0, "patience", patience, "at least 0");
  }

  static void check(boolean right, String name, Number value, String expected) {
    SettingCheck.check(right, name, value, expected);
  }

  /** The same for so many epochs at this rate. */
  public Course withSchedule(int epochs, double rate) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        averageDecay,
        optimization,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with so many examples a step, and tokens at once. */
  public Course withBatch(int examples, int tokens) {
    return new Course(
        epochs,
        rate,
        examples,
        tokens,
        dropout,
        averageDecay,
        optimization,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with this dropout. */
  public Course withDropout(float choice) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        choice,
        averageDecay,
        optimization,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with a moving average of the parameters. */
  public Course withAverage(double decay) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        decay,
        optimization,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with parameters that follow their gradients otherwise. */
  public Course withOptimization(Optimization choice) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        averageDecay,
        choice,
        patience,
        seed,
        folder,
        recomputes);
  }

  /** The same with lower layers learned more slowly. */
  public Course withLayerDecay(double choice) {
    return withOptimization(optimization.withLayerDecay(choice));
  }

  /** The same, ended when so many epochs were no better. */
  public Course withPatience(int choice) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        averageDecay,
        optimization,
        choice,
        seed,
        folder,
        recomputes);
  }

  /** The same with another seed. */
  public Course withSeed(long choice) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        averageDecay,
        optimization,
        patience,
        choice,
        folder,
        recomputes);
  }

  /** The same with checkpoints in a folder. */
  public Course withCheckpoints(@Nullable Path choice) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        averageDecay,
        optimization,
        patience,
        seed,
        choice,
        recomputes);
  }

  /** The same, with what layers compute in between computed again on the way back. */
  public Course recomputing(boolean choice) {
    return new Course(
        epochs,
        rate,
        batch,
        tokensPerBatch,
        dropout,
        averageDecay,
        optimization,
        patience,
        seed,
        folder,
        choice);
  }

  /**
   * All that a model depends on, by name: for those who look how it was made.
   *
   * @param chosenEpochs what {@link #epochs} became
   * @param chosenRate what {@link #rate} became
   */
  Map<String, String> inWords(int chosenEpochs, double chosenRate) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("epochs", Integer.toString(chosenEpochs));
    words.put("rate", Double.toString(chosenRate));
    words.put("batch", Integer.toString(batch));
    words.put("tokens at once", Integer.toString(tokensPerBatch));
    words.put("dropout", Float.toString(dropout));
    if (averageDecay > 0) {
      words.put("average", Double.toString(averageDecay));
    }
    if (patience > 0) {
      words.put("patience", Integer.toString(patience));
    }
    words.putAll(optimization.differences(Optimization.USUAL));
    return words;
  }

  /** How often so many examples are seen. */
  int epochsOver(int examples) {
    return epochs > 0
        ? epochs
        : Math.clamp(Math.ceilDiv(LEAST_SEEN, examples), LEAST_EPOCHS, MOST_EPOCHS);
  }

  /** The rate, or this one where it is to be chosen. */
  double rateOr(double chosen) {
    return rate > 0 ? rate : chosen;
  }

  /**
   * As the trainer takes it.
   *
   * @param examples to learn from
   * @param chosenRate where none was given
   * @param layers of the model
   * @param learned which parameters; all others stay
   */
  TrainingSettings training(
      int examples, double chosenRate, int layers, Predicate<Parameter> learned) {
    optimization.checkFit(layers);
    double highest = rateOr(chosenRate);
    return TrainingSettings.adamW(highest, epochsOver(examples))
        .recomputing(recomputes)
        .withOptimizer(optimization.optimizer())
        .withMaxNorm(optimization.maxNorm())
        .withSchedule(steps -> optimization.schedule(highest, steps))
        .withGroups(parameter ->
            learned.test(parameter) ? optimization.group(parameter, layers) : ParameterGroup.FROZEN)
        .withDropout(dropout, dropout)
        .withAverage(averageDecay)
        .withSeed(seed)
        .withValidation(0, patience)
        .withCheckpoints(
            folder, examples < STEPS_BETWEEN_CHECKPOINTS * batch ? STEPS_BETWEEN_CHECKPOINTS : 0);
  }
}
