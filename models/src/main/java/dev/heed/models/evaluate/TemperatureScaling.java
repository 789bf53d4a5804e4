package dev.heed.models.evaluate;

/**
 * One number that logits are divided by, so that a model is right as often as it is sure; it leaves
 * every decision as it is (Guo et al., "On calibration of modern neural networks", 2017).
 *
 * @param temperature above 1 for a model that is too sure of itself
 * @param lossBefore mean −ln p(true class) of what it was fitted to, in nats, as it was
 * @param lossAfter the same with the temperature
 */
public record TemperatureScaling(double temperature, double lossBefore, double lossAfter) {
  /**
   * Where every example is right with any margin, the best temperature is 0. It is taken to be
   * where a double sees the loss fall no further, but no less than this.
   */
  public static final double LEAST = 0.01;

  /** Where the logits are no better than chance, the best temperature is infinite. */
  public static final double GREATEST = 100;

  /** A double has no more bits to halve. */
  private static final int HALVINGS = 100;

  public TemperatureScaling {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw Inputs.wrong("temperature", temperature + " is not above 0 and finite");
    }
  }

  /**
   * The temperature with the least log loss: truth [examples], logits [examples, classes] of a
   * validation set, which the model was not trained on.
   *
   * <p>The loss is convex in 1 / temperature and its slope there is the mean of Σ p(c) · logit(c) −
   * logit(true class); the place where it is 0 is found by halving, between {@link #LEAST} and
   * {@link #GREATEST}.
   *
   * @throws IllegalArgumentException when there are no examples, the lengths differ, a truth is
   *     none of the classes or a logit is not finite
   */
  public static TemperatureScaling fit(int[] truth, double[][] logits) {
    Inputs.examples("temperature", truth.length, logits.length);
    Inputs.classes("temperature", truth, Inputs.columns("temperature", logits));
    double low = 1 / GREATEST;
    double high = 1 / LEAST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = Math.sqrt(low * high);
      if (slope(truth, logits, middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double temperature = 1 / Math.sqrt(low * high);
    return new TemperatureScaling(
        temperature, loss(truth, logits, 1), loss(truth, logits, temperature));
  }

  /**
   * Logits [examples, classes] → probabilities [examples, classes]: softmax(logits / temperature).
   */
  public double[][] probabilities(double[][] logits) {
    Inputs.columns("temperature", logits);
    double[][] probabilities = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = softmax(logits[i], 1 / temperature);
    }
    return probabilities;
  }

  private static double slope(int[] truth, double[][] logits, double factor) {
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      double[] probabilities = softmax(logits[i], factor);
      for (int c = 0; c < probabilities.length; c++) {
        sum += probabilities[c] * logits[i][c];
      }
      sum -= logits[i][truth[i]];
    }
    return sum;
  }

  private static double loss(int[] truth, double[][] logits, double temperature) {
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      double best = logits[i][Probabilities.best(logits[i])];
      double total = 0;
      for (double logit : logits[i]) {
        total += Math.exp((logit - best) / temperature);
      }
      sum += Math.log(total) - (logits[i][truth[i]] - best) / temperature;
    }
    return sum / truth.length;
  }

  private static double[] softmax(double[] logits, double factor) {
    double best = logits[Probabilities.best(logits)];
    double[] row = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < row.length; c++) {
      row[c] = Math.exp((logits[c] - best) * factor);
      sum += row[c];
    }
    for (int c = 0; c < row.length; c++) {
      row[c] /= sum;
    }
    return row;
  }
}
