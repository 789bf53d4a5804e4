package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SplitPreTokenizer.Behavior;
import java.util.List;
import java.util.Optional;

/** Reads the pre_tokenizer of a tokenizer.json. */
final class PreTokenizerJson {
  private static final String KNOWN =
      "'ByteLevel', 'Split', 'Digits', 'Metaspace', 'Whitespace', 'WhitespaceSplit', "
          + "'Punctuation', 'CharDelimiterSplit', 'BertPreTokenizer' and 'Sequence'";

  /** The \\w of Rust, which has no numbers but digits, and two that join. */
  private static final String WORD = "[\\w&&[^\\p{No}]]\\u200C\\u200D";

  private PreTokenizerJson() {}

  static PreTokenizer read(JsonFields file) {
    Optional<JsonFields> preTokenizer = file.optionalObject("pre_tokenizer");
    return preTokenizer.isEmpty()
        ? PreTokenizer.WHOLE
        : one(preTokenizer.get().requireAtMost(SettingsJson.MOST_PARTS));
  }

  private static PreTokenizer one(JsonFields fields) {
    String type = fields.text("type");
    return switch (type) {
      case "ByteLevel" -> byteLevel(fields);
      case "Split" -> {
        Optional<SplitPattern> pattern = PatternJson.read(fields);
        Behavior behavior = behavior(fields.text("behavior"), fields);
        boolean inverted = fields.flag("invert");
        yield pattern.isEmpty()
            ? PreTokenizer.WHOLE
            : new SplitPreTokenizer(pattern.get(), behavior, inverted);
      }
      case "Digits" ->
          new SplitPreTokenizer(
              SplitPattern.anyOf(UnicodeCategories.pinned().get("N")),
              fields.flag("individual_digits") ? Behavior.ISOLATED : Behavior.CONTIGUOUS,
              false);
      case "Metaspace" -> metaspace(fields);
      case "Whitespace" ->
          new SplitPreTokenizer(
              SplitPattern.regex("[%s]+|[^%s\\s]+".formatted(WORD, WORD), fields.source()),
              Behavior.REMOVED,
              true);
      case "WhitespaceSplit" -> whitespace();
      case "Punctuation" -> punctuation(behavior(fields.text("behavior", "Isolated"), fields));
      case "CharDelimiterSplit" ->
          new SplitPreTokenizer(
              SplitPattern.literal(character(fields, "delimiter")), Behavior.REMOVED, false);
      case "BertPreTokenizer" -> whitespace().then(punctuation(Behavior.ISOLATED));
      case "Sequence" -> {
        List<JsonFields> parts = fields.objects("pretokenizers");
        PreTokenizer all = PreTokenizer.WHOLE;
        for (int i = 0; i < parts.size(); i++) {
          all = i == 0 ? one(parts.get(i)) : all.then(one(parts.get(i)));
        }
        yield all;
      }
      default ->
          throw fields.error("type is %s; supported here are %s".formatted(Quoted.of(type), KNOWN));
    };
  }

  private static PreTokenizer byteLevel(JsonFields fields) {
    return byteLevel(
        fields.flag("add_prefix_space"),
        fields.flag("use_regex", true),
        fields.source() + ": " + fields.path());
  }

  /**
   * @param source what errors call the file
   */
  static PreTokenizer byteLevel(boolean prefixSpace, boolean split, String source) {
    PreTokenizer spelling = ByteLevel.spelling();
    PreTokenizer cut =
        split
            ? new SplitPreTokenizer(
                    SplitPattern.regex(ByteLevel.GPT2_PATTERN, source), Behavior.ISOLATED, false)
                .then(spelling)
            : spelling;
    return prefixSpace ? ByteLevel.PREFIX_SPACE.then(cut) : cut;
  }

  private static PreTokenizer metaspace(JsonFields fields) {
    return new Metaspace(
        character(fields, "replacement").charAt(0), prepend(fields), fields.flag("split", true));
  }

  /** When the character is put before a text; older files say only whether. */
  static Metaspace.Prepend prepend(JsonFields fields) {
    String otherwise = fields.flag("add_prefix_space", true) ? "always" : "never";
    String scheme = fields.text("prepend_scheme", otherwise);
    return switch (scheme) {
      case "always" -> Metaspace.Prepend.ALWAYS;
      case "first" -> Metaspace.Prepend.FIRST;
      case "never" -> Metaspace.Prepend.NEVER;
      default ->
          throw fields.error(
              "prepend_scheme is %s; expected 'always', 'first' or 'never'"
                  .formatted(Quoted.of(scheme)));
    };
  }

  /** One character of the basic plane. */
  static String character(JsonFields fields, String name) {
    String text = fields.text(name);
    if (text.length() != 1) {
      throw fields.error(
          name, "is %s; expected one character of 16 bits".formatted(Quoted.of(text)));
    }
    return text;
  }

  private static PreTokenizer whitespace() {
    return new SplitPreTokenizer(
        SplitPattern.anyOf(UnicodeTables.whitespace()), Behavior.REMOVED, false);
  }

  private static PreTokenizer punctuation(Behavior behavior) {
    return new SplitPreTokenizer(
        SplitPattern.anyOf(UnicodeTables.pinned().punctuation()), behavior, false);
  }

  private static Behavior behavior(String name, JsonFields fields) {
    return switch (name) {
      case "Removed" -> Behavior.REMOVED;
      case "Isolated" -> Behavior.ISOLATED;
      case "MergedWithPrevious" -> Behavior.MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> Behavior.MERGED_WITH_NEXT;
      case "Contiguous" -> Behavior.CONTIGUOUS;
      default ->
          throw fields.error(
              "behavior is %s; expected 'Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext' or 'Contiguous'"
                  .formatted(Quoted.of(name)));
    };
  }
}
