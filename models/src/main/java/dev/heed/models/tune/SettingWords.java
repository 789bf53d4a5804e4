package dev.heed.models.tune;

import dev.heed.models.data.TextNormalization;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settings that several tasks have, for those who look how a model was made. */
final class SettingWords {
  private SettingWords() {}

  /** What is done to texts, where it is not what is usual. */
  static void ofTexts(Map<String, String> words, int maxTokens, TextNormalization normalization) {
    if (maxTokens > 0) {
      words.put("tokens of a text", "at most " + maxTokens);
    }
    if (!normalization.steps().isEmpty()) {
      words.put(
          "normalization",
          normalization.steps().stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
  }

  /** Which parameters learn. */
  static void ofChanges(Map<String, String> words, @Nullable LowRankSettings changes) {
    words.put("method", changes == null ? "full" : "lora");
    if (changes != null) {
      words.put("changes", changes.inWords());
    }
  }
}
