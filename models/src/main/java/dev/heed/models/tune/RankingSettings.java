package dev.heed.models.tune;

import dev.heed.models.data.TextNormalization;
import dev.heed.models.loss.RankingLoss;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an embedding model is tuned.
 *
 * @param course how long and how fast; a step's examples are pairs, each of which is told apart
 *     from all others of the step
 * @param maxTokens of a text, longer ones are cut; 0 for what the model was made for
 * @param normalization of texts
 * @param loss with its scale: the inverse of a temperature
 */
public record RankingSettings(
    Course course, int maxTokens, TextNormalization normalization, RankingLoss loss) {
  /** As is usual: of 32 pairs, each by a scale of 20. */
  public static final RankingSettings DEFAULT =
      new RankingSettings(
          Course.DEFAULT.withBatch(32, Course.DEFAULT.tokensPerBatch()),
          0,
          TextNormalization.NONE,
          RankingLoss.USUAL);

  public RankingSettings {
    Course.check(maxTokens >= 0, "maxTokens", maxTokens, "at least 0");
    Course.check(course.batch() >= 2, "batch", course.batch(), "at least 2 pairs");
  }

  /** The same for as long and as fast. */
  public RankingSettings withCourse(Course choice) {
    return new RankingSettings(choice, maxTokens, normalization, loss);
  }

  /** The same with texts treated so before they become tokens. */
  public RankingSettings withTexts(int maxTokens, TextNormalization normalization) {
    return new RankingSettings(course, maxTokens, normalization, loss);
  }

  /** The same by another loss. */
  public RankingSettings withLoss(RankingLoss choice) {
    return new RankingSettings(course, maxTokens, normalization, choice);
  }

  /**
   * All that a model depends on, by name: for those who look how it was made.
   *
   * @param pairs that are learned from
   * @param rate what the course's became
   */
  Map<String, String> inWords(int pairs, double rate) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("seed", Long.toString(course.seed()));
    SettingWords.ofTexts(words, maxTokens, normalization);
    words.putAll(course.inWords(course.epochsOver(pairs), rate));
    words.put("scale", Float.toString(loss.scale()));
    words.put("symmetric", Boolean.toString(loss.symmetric()));
    return words;
  }
}
