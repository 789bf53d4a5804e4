package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a tokenizer.json that a WordPiece tokenizer is made of. What is not known by name is
 * refused by name.
 */
final class WordPieceJson {
  private WordPieceJson() {}

  static Tokenizer build(JsonFields file, Vocabulary vocabulary) {
    JsonFields model = file.object("model");
    WordPieceModel wordPiece =
        new WordPieceModel(
            vocabulary,
            model.text("unk_token"),
            model.text("continuing_subword_prefix"),
            model.integer("max_input_chars_per_word", 0, WordPieceModel.LONGEST_WORD),
            file.source());
    requireBertPreTokenizer(file);
    List<AddedToken> added = addedTokens(file);
    Vocabulary all = vocabulary.with(added, file.source());
    return new WordPieceTokenizer(
        all,
        normalization(file),
        wordPiece,
        added,
        TemplateJson.read(file, all),
        decoder(file),
        truncation(file),
        file.source());
  }

  private static BertNormalizer.Settings normalization(JsonFields file) {
    Optional<JsonFields> normalizer = file.optionalObject("normalizer");
    if (normalizer.isEmpty()) {
      return BertNormalizer.Settings.NONE;
    }
    JsonFields fields = normalizer.get();
    requireType(fields, "BertNormalizer");
    boolean lowercase = fields.flag("lowercase");
    return new BertNormalizer.Settings(
        fields.flag("clean_text"),
        fields.flag("handle_chinese_chars"),
        fields.flag("strip_accents", lowercase),
        lowercase);
  }

  private static void requireBertPreTokenizer(JsonFields file) {
    if (!file.has("pre_tokenizer")) {
      throw file.error("there is no pre_tokenizer; supported is 'BertPreTokenizer'");
    }
    requireType(file.object("pre_tokenizer"), "BertPreTokenizer");
  }

  private static @Nullable WordPieceDecoder decoder(JsonFields file) {
    Optional<JsonFields> decoder = file.optionalObject("decoder");
    if (decoder.isEmpty()) {
      return null;
    }
    requireType(decoder.get(), "WordPiece");
    return new WordPieceDecoder(decoder.get().text("prefix"), decoder.get().flag("cleanup"));
  }

  private static @Nullable Truncation truncation(JsonFields file) {
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

  private static List<AddedToken> addedTokens(JsonFields file) {
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

  private static void requireType(JsonFields component, String supported) {
    String type = component.text("type");
    if (!type.equals(supported)) {
      throw component.error(
          "type is %s; supported here is '%s'".formatted(Quoted.of(type), supported));
    }
  }
}
