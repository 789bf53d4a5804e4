package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.data.DataException;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Example;
import dev.heed.models.evaluate.RegressionMetrics;
import dev.heed.models.evaluate.TemperatureScaling;
import dev.heed.models.loss.Losses;
import dev.heed.models.loss.MeanSquaredErrorLoss;
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
 * A number. It is learned as (number − mean) / deviation, both of the training data; when the model
 * is saved they become part of the head.
 *
 * @param column that it stands in
 * @param mean of the training data
 * @param deviation of it, above 0
 */
record OneNumber(String column, double mean, double deviation) implements HeadTask<float[]> {
  /**
   * Measures the training data.
   *
   * @throws DataException when a cell holds no finite number, or all hold the same
   */
  static OneNumber fit(Dataset training, String column) {
    double[] values = numbers(training, column);
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / values.length);
    // What is left of equal numbers beside their rounded mean is no deviation.
    boolean differ = Arrays.stream(values).anyMatch(v -> v != values[0]);
    if (!differ || !(deviation > 0) || !Double.isFinite(deviation)) {
      throw new DataException(
          "%s, column '%s': each example has the number %s, so there is nothing to learn"
              .formatted(training.name(), column, mean));
    }
    return new OneNumber(column, mean, deviation);
  }

  private static double[] numbers(Dataset data, String column) {
    int index = data.columns().indexOf(column, data.name());
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      Example example = data.get(i);
      String cell = example.cells().get(index).strip();
      double value = Double.NaN;
      try {
        value = Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        // Told below, as NaN is.
      }
      if (!Double.isFinite(value)) {
        throw new DataException(
            "%s, column '%s': expected a finite number, found '%s'"
                .formatted(example.place(), column, cell));
      }
      values[i] = value;
    }
    return values;
  }

  @Override
  public String name() {
    return "regress";
  }

  @Override
  public List<String> labels() {
    return List.of(column);
  }

  @Override
  public ProblemType problem() {
    return ProblemType.REGRESSION;
  }

  @Override
  public float[] answers(Dataset data) {
    double[] numbers = numbers(data, column);
    float[] answers = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      answers[i] = (float) ((numbers[i] - mean) / deviation);
    }
    return answers;
  }

  @Override
  public float[] select(float[] answers, int[] examples) {
    float[] some = new float[examples.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = answers[examples[i]];
    }
    return some;
  }

  @Override
  public Losses losses(Pass pass, Tensor logits, float[] answers, float smoothing) {
    return new MeanSquaredErrorLoss().of(pass, logits, answers);
  }

  @Override
  public String lossInWords(float smoothing) {
    return "squared error";
  }

  @Override
  public RegressionMetrics metrics(float[] answers, float[][] logits) {
    double[] truth = new double[answers.length];
    double[] prediction = new double[answers.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = answers[i] * deviation + mean;
      prediction[i] = logits[i][0] * deviation + mean;
    }
    return RegressionMetrics.of(truth, prediction);
  }

  @Override
  public Optional<TemperatureScaling> calibration(float[] answers, float[][] logits) {
    throw new IllegalStateException("a number has no probability that could be calibrated");
  }

  /** The head gives the number itself. */
  @Override
  public OneNumber finish(Backend backend, HeadLayer head) {
    head.rescale(backend, deviation, mean);
    return new OneNumber(column, 0, 1);
  }

  @Override
  public Measurement measurement(float[] answers, float[][] logits) {
    double error = metrics(answers, logits).mse();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("mse", error);
    return new Measurement("mse", error, false, values);
  }
}
