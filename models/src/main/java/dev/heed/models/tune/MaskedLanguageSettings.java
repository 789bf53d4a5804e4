package dev.heed.models.tune;

import dev.heed.models.data.TextNormalization;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an encoder is trained by masked language modelling.
 *
 * @param course how long and how fast
 * @param share of tokens, or of words, that are hidden, above 0 and at most 1
 * @param wholeWords whether all tokens of a word are hidden together (as in BERT's later models)
 * @param maxTokens of a text, longer ones are cut; 0 for what the model was made for
 * @param normalization of texts
 */
public record MaskedLanguageSettings(
    Course course,
    double share,
    boolean wholeWords,
    int maxTokens,
    TextNormalization normalization) {
  /** As BERT was (Devlin et al., 2019). */
  public static final MaskedLanguageSettings DEFAULT =
      new MaskedLanguageSettings(Course.DEFAULT, 0.15, false, 0, TextNormalization.NONE);

  public MaskedLanguageSettings {
    Course.check(share > 0 && share <= 1, "share", share, "above 0 and at most 1");
    Course.check(maxTokens >= 0, "maxTokens", maxTokens, "at least 0");
  }

  /** The same for as long and as fast. */
  public MaskedLanguageSettings withCourse(Course choice) {
    return new MaskedLanguageSettings(choice, share, wholeWords, maxTokens, normalization);
  }

  /** The same with another share of tokens hidden. */
  public MaskedLanguageSettings withShare(double choice) {
    return new MaskedLanguageSettings(course, choice, wholeWords, maxTokens, normalization);
  }

  /** The same with whole words hidden, or tokens one by one. */
  public MaskedLanguageSettings withWholeWords(boolean choice) {
    return new MaskedLanguageSettings(course, share, choice, maxTokens, normalization);
  }

  /** The same with texts treated so before they become tokens. */
  public MaskedLanguageSettings withTexts(int maxTokens, TextNormalization normalization) {
    return new MaskedLanguageSettings(course, share, wholeWords, maxTokens, normalization);
  }

  /**
   * All that a model depends on, by name: for those who look how it was made.
   *
   * @param texts that are learned from
   * @param rate what the course's became
   */
  Map<String, String> inWords(int texts, double rate) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("share of hidden tokens", Double.toString(share));
    if (wholeWords) {
      words.put("hidden together", "the tokens of a word");
    }
    words.put("seed", Long.toString(course.seed()));
    SettingWords.ofTexts(words, maxTokens, normalization);
    words.putAll(course.inWords(course.epochsOver(texts), rate));
    return words;
  }
}
