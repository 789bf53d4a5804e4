package dev.heed.models.tune;

import dev.heed.models.data.Augmentation;
import dev.heed.models.data.TextNormalization;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a model is tuned for a task. What is 0 where it cannot be is chosen by the method and the
 * size of the data.
 *
 * @param method which parameters
 * @param epochs how often the training data is seen; 0 to choose
 * @param rate the highest learning rate; 0 to choose
 * @param batch texts of a step
 * @param tokensPerBatch most tokens that are computed at once: a step whose texts have more goes
 *     over them in parts
 * @param maxTokens of a text, longer ones are cut; 0 for what the model was made for
 * @param normalization of texts
 * @param augmentation of the training data's texts
 * @param smoothing of labels
 * @param dropout of hidden states and of the weights of attention
 * @param rank of the changes of {@link TuningMethod#LORA}
 * @param alpha they count alpha / rank
 * @param probeStrength of the probe: the inverse of its penalty on features of length 1
 * @param temperature of {@link TuningMethod#CONTRASTIVE}
 * @param patience epochs in a row that are no better on validation data, after which it ends; 0 for
 *     never
 * @param seed of everything that is drawn
 * @param folder for checkpoints that a run goes on from; null for none
 */
public record TuningSettings(
    TuningMethod method,
    int epochs,
    double rate,
    int batch,
    int tokensPerBatch,
    int maxTokens,
    TextNormalization normalization,
    Augmentation augmentation,
    float smoothing,
    float dropout,
    int rank,
    double alpha,
    double probeStrength,
    float temperature,
    int patience,
    long seed,
    @Nullable Path folder) {
  /** All parameters, and the rest as is usual. */
  public static final TuningSettings DEFAULT =
      new TuningSettings(
          TuningMethod.FULL,
          0,
          0,
          16,
          4096,
          0,
          TextNormalization.NONE,
          Augmentation.NONE,
          0,
          0.1f,
          8,
          16,
          10,
          0.1f,
          0,
          1,
          null);

  public TuningSettings {
    check(epochs >= 0, "epochs", epochs, "at least 0");
    check(rate >= 0 && rate < Double.POSITIVE_INFINITY, "rate", rate, "at least 0");
    check(batch >= 1, "batch", batch, "at least 1");
    check(tokensPerBatch >= 1, "tokensPerBatch", tokensPerBatch, "at least 1");
    check(maxTokens >= 0, "maxTokens", maxTokens, "at least 0");
    check(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "from 0 to below 1");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "from 0 to below 1");
    check(rank >= 1, "rank", rank, "at least 1");
    check(alpha > 0, "alpha", alpha, "above 0");
    check(probeStrength > 0, "probeStrength", probeStrength, "above 0");
    check(temperature > 0, "temperature", temperature, "above 0");
    check(patience >= 0, "patience", patience, "at least 0");
  }

  private static void check(boolean right, String name, Number value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "tuning: %s must be %s, was %s".formatted(name, expected, value));
    }
  }

  /** The same by another method. */
  public TuningSettings withMethod(TuningMethod choice) {
    return new TuningSettings(
        choice,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        folder);
  }

  /** The same for so many epochs at this rate. */
  public TuningSettings withSchedule(int epochs, double rate) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        folder);
  }

  /** The same with so many texts a step, and tokens at once. */
  public TuningSettings withBatch(int texts, int tokens) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        texts,
        tokens,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        folder);
  }

  /** The same with texts treated so before they become tokens. */
  public TuningSettings withTexts(
      int maxTokens, TextNormalization normalization, Augmentation augmentation) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        folder);
  }

  /** The same, held back so. */
  public TuningSettings withRegularization(float smoothing, float dropout) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        folder);
  }

  /** The same with changes of this rank. */
  public TuningSettings withLowRank(int rank, double alpha) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        folder);
  }

  /** The same, ended when so many epochs were no better. */
  public TuningSettings withPatience(int epochs) {
    return new TuningSettings(
        method,
        this.epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        epochs,
        seed,
        folder);
  }

  /** The same with another seed. */
  public TuningSettings withSeed(long choice) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        choice,
        folder);
  }

  /** The same with checkpoints in a folder. */
  public TuningSettings withCheckpoints(@Nullable Path choice) {
    return new TuningSettings(
        method,
        epochs,
        rate,
        batch,
        tokensPerBatch,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        dropout,
        rank,
        alpha,
        probeStrength,
        temperature,
        patience,
        seed,
        choice);
  }
}
