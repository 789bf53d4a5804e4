package dev.heed.models.tune;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.data.DataException;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelSet;
import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.evaluate.Probabilities;
import dev.heed.models.evaluate.TemperatureScaling;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.train.Measurement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one label holds. An answer is the number of a label.
 *
 * @param set what is told apart
 * @param loss with the weights of labels
 */
record OneLabel(LabelSet set, CrossEntropyLoss loss) implements HeadTask<int[]> {
  /** For the labels of training data. */
  static OneLabel fit(Dataset training, String column, ClassWeights weights) {
    LabelSet set = LabelSet.fit(training, column);
    return new OneLabel(
        set,
        new CrossEntropyLoss(
            0,
            CrossEntropyLoss.PLAIN.ignored(),
            weights.ofOneLabel(set.counts(training), training.size())));
  }

  @Override
  public String name() {
    return "classify";
  }

  @Override
  public String column() {
    return set.column();
  }

  @Override
  public List<String> labels() {
    return set.labels();
  }

  @Override
  public ProblemType problem() {
    return ProblemType.SINGLE_LABEL;
  }

  @Override
  public int[] answers(Dataset data) {
    refuseUnseen(set, data);
    return data.examples().stream().mapToInt(example -> set.numbers(example)[0]).toArray();
  }

  /** What was not learned cannot be right. */
  static void refuseUnseen(LabelSet set, Dataset data) {
    SortedMap<String, Integer> unseen = set.unseen(data);
    if (!unseen.isEmpty()) {
      throw new DataException(
          "%s: %,d examples have labels that the training data has not: %s; add examples of these to it, or leave them out"
              .formatted(
                  data.name(), unseen.values().stream().mapToInt(count -> count).sum(), unseen));
    }
  }

  @Override
  public int[] select(int[] answers, int[] examples) {
    return Arrays.stream(examples).map(i -> answers[i]).toArray();
  }

  @Override
  public Losses losses(Pass pass, Tensor logits, int[] answers, float smoothing) {
    return loss.smoothed(smoothing).of(pass, logits, answers);
  }

  @Override
  public String lossInWords(float smoothing) {
    return "cross-entropy of one label, smoothing "
        + smoothing
        + ClassWeights.inWords(loss.classWeights());
  }

  @Override
  public ClassificationMetrics metrics(int[] answers, float[][] logits) {
    return ClassificationMetrics.of(answers, probabilities(logits), labels());
  }

  @Override
  public Measurement measurement(int[] answers, float[][] logits) {
    double[][] probabilities = probabilities(logits);
    int[] best = Probabilities.best(probabilities);
    int right = 0;
    for (int i = 0; i < best.length; i++) {
      right += best[i] == answers[i] ? 1 : 0;
    }
    double accuracy = (double) right / best.length;
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("accuracy", accuracy);
    values.put("loss", Probabilities.logLoss(answers, probabilities));
    return new Measurement("accuracy", accuracy, true, values);
  }

  @Override
  public Optional<TemperatureScaling> calibration(int[] answers, float[][] logits) {
    return Temperature.ofOneLabel(answers, logits);
  }

  /** The softmax of each row. */
  static double[][] probabilities(float[][] logits) {
    return Arrays.stream(logits).map(OneLabel::softmax).toArray(double[][]::new);
  }

  private static double[] softmax(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int l = 0; l < logits.length; l++) {
      shares[l] = StrictMath.exp(logits[l] - most);
      sum += shares[l];
    }
    for (int l = 0; l < logits.length; l++) {
      shares[l] /= sum;
    }
    return shares;
  }
}
