package dev.heed.models.tune;

import dev.heed.models.data.Augmentation;
import dev.heed.models.data.TextNormalization;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a model is tuned for a task over whole texts.
 *
 * @param method which parameters
 * @param course how long and how fast
 * @param maxTokens of a text, longer ones are cut; 0 for what the model was made for
 * @param normalization of texts
 * @param augmentation of the training data's texts
 * @param smoothing of labels
 * @param classWeights of labels, in the loss of the head
 * @param lowRank the changes of {@link TuningMethod#LORA}
 * @param probeStrength of the probe: the inverse of its penalty on features of length 1
 * @param temperature of {@link TuningMethod#CONTRASTIVE}
 */
public record TuningSettings(
    TuningMethod method,
    Course course,
    int maxTokens,
    TextNormalization normalization,
    Augmentation augmentation,
    float smoothing,
    ClassWeights classWeights,
    LowRankSettings lowRank,
    double probeStrength,
    float temperature) {
  /** All parameters, and the rest as is usual. */
  public static final TuningSettings DEFAULT =
      new TuningSettings(
          TuningMethod.FULL,
          Course.DEFAULT,
          0,
          TextNormalization.NONE,
          Augmentation.NONE,
          0,
          ClassWeights.EQUAL,
          LowRankSettings.DEFAULT,
          10,
          0.1f);

  public TuningSettings {
    Course.check(maxTokens >= 0, "maxTokens", maxTokens, "at least 0");
    Course.check(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "from 0 to below 1");
    Course.check(probeStrength > 0, "probeStrength", probeStrength, "above 0");
    Course.check(
        method != TuningMethod.CONTRASTIVE || course.batch() >= 2,
        "batch",
        course.batch(),
        "at least 2 pairs");
    Course.check(temperature > 0, "temperature", temperature, "above 0");
  }

  /** The same by another method. */
  public TuningSettings withMethod(TuningMethod choice) {
    return new TuningSettings(
        choice,
        course,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        classWeights,
        lowRank,
        probeStrength,
        temperature);
  }

  /** The same for as long and as fast. */
  public TuningSettings withCourse(Course choice) {
    return new TuningSettings(
        method,
        choice,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        classWeights,
        lowRank,
        probeStrength,
        temperature);
  }

  /** The same with texts treated so before they become tokens. */
  public TuningSettings withTexts(
      int maxTokens, TextNormalization normalization, Augmentation augmentation) {
    return new TuningSettings(
        method,
        course,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        classWeights,
        lowRank,
        probeStrength,
        temperature);
  }

  /** The same with smoothed labels. */
  public TuningSettings withSmoothing(float choice) {
    return new TuningSettings(
        method,
        course,
        maxTokens,
        normalization,
        augmentation,
        choice,
        classWeights,
        lowRank,
        probeStrength,
        temperature);
  }

  /** The same with labels weighed so. */
  public TuningSettings withClassWeights(ClassWeights choice) {
    return new TuningSettings(
        method,
        course,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        choice,
        lowRank,
        probeStrength,
        temperature);
  }

  /** The same with such changes of low rank. */
  public TuningSettings withLowRank(LowRankSettings choice) {
    return new TuningSettings(
        method,
        course,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        classWeights,
        choice,
        probeStrength,
        temperature);
  }

  /** The same with this temperature of {@link TuningMethod#CONTRASTIVE}. */
  public TuningSettings withTemperature(float choice) {
    return new TuningSettings(
        method,
        course,
        maxTokens,
        normalization,
        augmentation,
        smoothing,
        classWeights,
        lowRank,
        probeStrength,
        choice);
  }

  /**
   * All that a model depends on, by name: for those who look how it was made.
   *
   * @param examples that are learned from
   * @param fromNothing whether the encoder begins so
   */
  Map<String, String> inWords(int examples, boolean fromNothing) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("method", method.name().toLowerCase(Locale.ROOT));
    words.put("seed", Long.toString(course.seed()));
    SettingWords.ofTexts(words, maxTokens, normalization);
    if (classWeights != ClassWeights.EQUAL) {
      words.put("class weights", classWeights.name().toLowerCase(Locale.ROOT));
    }
    if (!fromNothing) {
      words.put("probe's strength", Double.toString(probeStrength));
    }
    if (method == TuningMethod.PROBE) {
      return words;
    }
    words.putAll(course.inWords(Recipe.epochs(this, examples), Recipe.rate(this, fromNothing)));
    if (method == TuningMethod.CONTRASTIVE) {
      words.put("temperature of the contrast", Float.toString(temperature));
    } else {
      words.put("smoothing", Float.toString(smoothing));
    }
    if (method == TuningMethod.LORA) {
      words.put("changes", lowRank.inWords());
    }
    if (!augmentation.changes().isEmpty()) {
      words.put("augmentation", augmentation.inWords());
    }
    return words;
  }
}
