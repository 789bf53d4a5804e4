package dev.heed.models.tokenizer;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a tokenizer.json that a WordPiece tokenizer is made of. What is not known by name is
 * refused by name.
 */
final class WordPieceJson {
  private WordPieceJson() {}

  static PipelineTokenizer build(JsonFields file, Vocabulary vocabulary) {
    JsonFields model = file.object("model");
    WordPieceModel wordPiece =
        new WordPieceModel(
            vocabulary,
            model.text("unk_token"),
            model.text("continuing_subword_prefix"),
            model.integer("max_input_chars_per_word", 0, WordPieceModel.LONGEST_WORD),
            file.source());
    requireBertPreTokenizer(file);
    List<AddedToken> added = SettingsJson.addedTokens(file);
    Vocabulary all = vocabulary.with(added, file.source());
    return tokenizer(
        all,
        normalization(file),
        wordPiece,
        added,
        TemplateJson.read(file, all).template(),
        decoder(file),
        SettingsJson.truncation(file),
        file.source());
  }

  /**
   * The tokenizer of BERT and its family.
   *
   * @param all the model's and the added tokens
   * @param truncation null for no limit
   */
  static PipelineTokenizer tokenizer(
      Vocabulary all,
      BertNormalizer.Settings normalization,
      WordPieceModel model,
      List<AddedToken> added,
      Template template,
      TokenDecoder decoder,
      @Nullable Truncation truncation,
      String source) {
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "WordPieceTokenizer",
            all,
            PipelineTokenizer.special(added),
            new WordPiecePipeline(new BertNormalizer(normalization), model, added, source),
            template,
            decoder,
            OffsetRule.NONE,
            TokenRoles.NONE),
        truncation);
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

  private static TokenDecoder decoder(JsonFields file) {
    Optional<JsonFields> decoder = file.optionalObject("decoder");
    if (decoder.isEmpty()) {
      return new TokenDecoders.Spaced();
    }
    requireType(decoder.get(), "WordPiece");
    return new WordPieceDecoder(decoder.get().text("prefix"), decoder.get().flag("cleanup"));
  }

  private static void requireType(JsonFields component, String supported) {
    String type = component.text("type");
    if (!type.equals(supported)) {
      throw component.error(
          "type is %s; supported here is '%s'".formatted(Quoted.of(type), supported));
    }
  }
}
