package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TemperatureScaling;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.train.Measurement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a head for whole texts learns to say.
 *
 * @param <T> answers of some examples, as the loss wants them
 */
sealed interface HeadTask<T> permits OneLabel, OneNumber, SeveralLabels {
  /** Such as {@code classify}. */
  String name();

  /** The column of answers. */
  String column();

  /** What stands between answers of one example; null for one answer each. */
  default @Nullable String separator() {
    return null;
  }

  /** Names of what the head gives. */
  List<String> labels();

  /** How its logits are read. */
  ProblemType problem();

  /** The head. */
  default HeadSpec.Pooled head(Pooling pooling) {
    return new HeadSpec.Pooled(labels(), problem(), pooling);
  }

  /**
   * The answers of a data set.
   *
   * @throws dev.heed.models.data.DataException when one is none of those that were learned
   */
  T answers(Dataset data);

  /** The answers of some examples. */
  T select(T answers, int[] examples);

  /** What logits [sequences, labels] cost. */
  Losses losses(Pass pass, Tensor logits, T answers, float smoothing);

  /** Which losses these are, with all that they depend on besides logits and answers. */
  String lossInWords(float smoothing);

  /** How good logits [examples, labels] are. */
  Metrics metrics(T answers, float[][] logits);

  /**
   * The temperature that makes logits [examples, labels] as sure as they are right; empty where the
   * data gives none: all is right, or nothing better than chance.
   *
   * @throws IllegalStateException when there are no probabilities
   */
  Optional<TemperatureScaling> calibration(T answers, float[][] logits);

  /** The task as the saved model has it; the head may be changed to that end. */
  default HeadTask<T> finish(Backend backend, HeadLayer head) {
    return this;
  }

  /** The one value of them that decides, and the mean loss beside it. */
  Measurement measurement(T answers, float[][] logits);
}
