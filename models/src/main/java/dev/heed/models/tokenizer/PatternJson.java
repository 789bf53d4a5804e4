package dev.heed.models.tokenizer;

import java.util.Optional;

/** Reads a pattern of a tokenizer.json: a text, or a regular expression. */
final class PatternJson {
  private PatternJson() {}

  /** The field 'pattern'; empty for the empty text, which is found nowhere. */
  static Optional<SplitPattern> read(JsonFields fields) {
    JsonFields pattern = fields.object("pattern");
    if (pattern.has("String")) {
      String text = pattern.text("String");
      return text.isEmpty() ? Optional.empty() : Optional.of(SplitPattern.literal(text));
    }
    if (pattern.has("Regex")) {
      String source = pattern.source() + ": " + pattern.path();
      return Optional.of(SplitPattern.regex(pattern.text("Regex"), source));
    }
    throw pattern.error("expected a field 'String' or 'Regex'");
  }
}
