package dev.heed.models.tune;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelSet;
import dev.heed.models.evaluate.MultiLabelMetrics;
import dev.heed.models.evaluate.TemperatureScaling;
import dev.heed.models.loss.BinaryCrossEntropyLoss;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.train.Measurement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Each label holds or not. Answers are [examples, labels], true where it does.
 *
 * @param set what is told apart
 * @param loss with the weights of labels that hold
 */
record SeveralLabels(LabelSet set, BinaryCrossEntropyLoss loss) implements HeadTask<boolean[][]> {
  private static final double THRESHOLD = 0.5;

  /** For the labels of training data. */
  static SeveralLabels fit(
      Dataset training, String column, String separator, ClassWeights weights) {
    LabelSet set = LabelSet.fitSeveral(training, column, separator);
    return new SeveralLabels(
        set, new BinaryCrossEntropyLoss(weights.ofYes(set.counts(training), training.size())));
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
  public @Nullable String separator() {
    return set.separator().orElse(null);
  }

  @Override
  public List<String> labels() {
    return set.labels();
  }

  @Override
  public ProblemType problem() {
    return ProblemType.MULTI_LABEL;
  }

  @Override
  public boolean[][] answers(Dataset data) {
    OneLabel.refuseUnseen(set, data);
    boolean[][] answers = new boolean[data.size()][set.size()];
    for (int i = 0; i < answers.length; i++) {
      for (int label : set.numbers(data.get(i))) {
        answers[i][label] = true;
      }
    }
    return answers;
  }

  @Override
  public boolean[][] select(boolean[][] answers, int[] examples) {
    return Arrays.stream(examples).mapToObj(i -> answers[i]).toArray(boolean[][]::new);
  }

  /** Smoothing draws each answer towards one half. */
  @Override
  public Losses losses(Pass pass, Tensor logits, boolean[][] answers, float smoothing) {
    float[] flat = new float[answers.length * set.size()];
    for (int i = 0; i < flat.length; i++) {
      float holds = answers[i / set.size()][i % set.size()] ? 1 : 0;
      flat[i] = holds * (1 - smoothing) + smoothing / 2;
    }
    return loss.of(pass, logits, flat);
  }

  @Override
  public String lossInWords(float smoothing) {
    return "cross-entropy of yes and no for each label, smoothing "
        + smoothing
        + ClassWeights.inWords(loss.positiveWeights());
  }

  @Override
  public MultiLabelMetrics metrics(boolean[][] answers, float[][] logits) {
    return MultiLabelMetrics.of(answers, probabilities(logits), THRESHOLD, labels());
  }

  @Override
  public Measurement measurement(boolean[][] answers, float[][] logits) {
    Map<String, @Nullable Object> all = metrics(answers, logits).toMap();
    double f1 =
        all.get("micro") instanceof Map<?, ?> micro && micro.get("f1") instanceof Double d
            ? d
            : Double.NaN;
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("microF1", Double.isNaN(f1) ? null : f1);
    values.put("loss", loss(answers, logits));
    return new Measurement("microF1", f1, true, values);
  }

  /** The mean over all answers of −ln of their probability: of ln (1 + e^x), x for the other. */
  static double loss(boolean[][] answers, float[][] logits) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < answers.length; i++) {
      for (int l = 0; l < answers[i].length; l++) {
        double other = answers[i][l] ? -logits[i][l] : logits[i][l];
        sum += Math.max(other, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(other)));
        count++;
      }
    }
    return sum / count;
  }

  @Override
  public Optional<TemperatureScaling> calibration(boolean[][] answers, float[][] logits) {
    return Temperature.ofSeveralLabels(answers, logits);
  }

  /** The logistic function of each logit. */
  static double[][] probabilities(float[][] logits) {
    return Arrays.stream(logits)
        .map(row -> {
          double[] each = new double[row.length];
          for (int l = 0; l < row.length; l++) {
            each[l] = 1 / (1 + StrictMath.exp(-row[l]));
          }
          return each;
        })
        .toArray(double[][]::new);
  }
}
