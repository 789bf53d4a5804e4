package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a tokenizer.json that are alike for every kind of model. */
final class SettingsJson {
  /** Objects in a normalizer, a pre-tokenizer or a decoder; those in use have a dozen. */
  static final int MOST_PARTS = 128;

  /** Objects in a post-processor, which lists special tokens. */
  static final int MOST_SPECIAL = 1 << 16;

  private SettingsJson() {}

  static @Nullable Truncation truncation(JsonFields file) {
    Optional<JsonFields> truncation = file.optionalObject("truncation");
    if (truncation.isEmpty()) {
      return null;
    }
    JsonFields fields = truncation.get();
    String direction = fields.text("direction", "Right");
    boolean keepEnd =
        switch (direction) {
          case "Right" -> false;
          case "Left" -> true;
          default ->
              throw fields.error(
                  "direction is " + Quoted.of(direction) + "; expected 'Left' or 'Right'");
        };
    String strategy = fields.text("strategy");
    return new Truncation(
        fields.integer("max_length", 0, Integer.MAX_VALUE),
        switch (strategy) {
          case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
          case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
          case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
          default ->
              throw fields.error(
                  "strategy is "
                      + Quoted.of(strategy)
                      + "; expected 'LongestFirst', 'OnlyFirst' or 'OnlySecond'");
        },
        keepEnd);
  }

  static List<AddedToken> addedTokens(JsonFields file) {
    List<AddedToken> tokens = new ArrayList<>();
    if (file.has("added_tokens")) {
      for (JsonFields fields : file.objects("added_tokens")) {
        String content = fields.text("content");
        if (!content.isEmpty()) {
          tokens.add(
              new AddedToken(
                  content,
                  fields.integer("id", 0, Vocabulary.MAX_IDS - 1),
                  fields.flag("special"),
                  fields.flag("normalized"),
                  fields.flag("single_word"),
                  fields.flag("lstrip"),
                  fields.flag("rstrip")));
        }
      }
    }
    return tokens;
  }
}
