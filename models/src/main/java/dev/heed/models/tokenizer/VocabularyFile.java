package dev.heed.models.tokenizer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a vocab.txt, the older form of a BERT tokenizer: one token a line, the line's number its
 * id. The settings come from a tokenizer_config.json beside it, or are those of bert-base-uncased.
 */
final class VocabularyFile {
  /** Tokenizers of the Python library that do with a vocab.txt what BERT's does. */
  private static final Set<String> LIKE_BERT =
      Set.of(
          "BertTokenizer",
          "ConvBertTokenizer",
          "DistilBertTokenizer",
          "ElectraTokenizer",
          "MobileBertTokenizer",
          "RetriBertTokenizer",
          "SqueezeBertTokenizer");

  /**
   * The special tokens of BERT: their names in tokenizer_config.json, and what they are where it
   * says nothing.
   */
  private enum Role {
    UNKNOWN("unk_token", "[UNK]"),
    SEPARATOR("sep_token", "[SEP]"),
    PADDING("pad_token", "[PAD]"),
    CLASSIFIER("cls_token", "[CLS]"),
    MASK("mask_token", "[MASK]");

    private final String field;
    private final String usual;

    Role(String field, String usual) {
      this.field = field;
      this.usual = usual;
    }

    String in(@Nullable JsonFields configuration) {
      if (configuration == null || !configuration.has(field)) {
        return usual;
      }
      return configuration.node().path(field).isObject()
          ? configuration.object(field).text("content")
          : configuration.text(field);
    }
  }

  private final String source;
  private final @Nullable JsonFields configuration;
  private final Vocabulary vocabulary;

  private VocabularyFile(byte[] text, String source, @Nullable JsonFields configuration) {
    this.source = source;
    this.configuration = configuration;
    this.vocabulary = readVocabulary(decode(text, source), source);
  }

  static Tokenizer read(byte[] text, String source, Optional<JsonFields> configuration) {
    return new VocabularyFile(text, source, configuration.orElse(null)).build();
  }

  private Tokenizer build() {
    requireBert();
    boolean lowercase = flag("do_lower_case", true);
    BertNormalizer.Settings normalization =
        new BertNormalizer.Settings(
            true,
            flag("tokenize_chinese_chars", true),
            flag("strip_accents", lowercase),
            lowercase);
    WordPieceModel model =
        new WordPieceModel(
            vocabulary,
            Role.UNKNOWN.in(configuration),
            WordPieceModel.DEFAULT_PREFIX,
            WordPieceModel.DEFAULT_MAX_WORD_LENGTH,
            source);
    String cls = Role.CLASSIFIER.in(configuration);
    String sep = Role.SEPARATOR.in(configuration);
    List<AddedToken> added = addedTokens();
    return WordPieceJson.tokenizer(
        vocabulary.with(added, source),
        normalization,
        model,
        added,
        Template.bert(cls, requireId(cls), sep, requireId(sep)),
        new WordPieceDecoder(WordPieceModel.DEFAULT_PREFIX, true),
        truncation(),
        source);
  }

  private void requireBert() {
    if (configuration == null) {
      return;
    }
    String type = configuration.text("tokenizer_class", "BertTokenizer");
    String slow = type.endsWith("Fast") ? type.substring(0, type.length() - 4) : type;
    if (!LIKE_BERT.contains(slow)) {
      throw configuration.error(
          "tokenizer_class is %s; with a vocab.txt, supported are %s (and …Fast)"
              .formatted(Quoted.of(type), String.join(", ", LIKE_BERT.stream().sorted().toList())));
    }
    if (!configuration.flag("do_basic_tokenize", true)) {
      throw configuration.error("do_basic_tokenize is false; supported is true");
    }
  }

  private boolean flag(String name, boolean otherwise) {
    return configuration == null ? otherwise : configuration.flag(name, otherwise);
  }

  private int requireId(String token) {
    return vocabulary
        .id(token)
        .orElseThrow(() ->
            new TokenizerFormatException(
                "%s: the special token %s is not in the vocabulary of %,d tokens"
                    .formatted(source, Quoted.of(token), vocabulary.size())));
  }

  /** The special tokens, and what added_tokens_decoder lists, whose keys are the ids. */
  private List<AddedToken> addedTokens() {
    List<AddedToken> tokens = new ArrayList<>();
    Set<String> special = new LinkedHashSet<>();
    for (Role role : Role.values()) {
      special.add(role.in(configuration));
    }
    if (configuration != null) {
      for (AddedToken token : ConfiguredTokens.listed(configuration)) {
        special.remove(token.content());
        tokens.add(token);
      }
    }
    for (String token : special) {
      OptionalInt id = vocabulary.id(token);
      if (id.isPresent()) {
        tokens.add(AddedToken.special(token, id.getAsInt()));
      }
    }
    return tokens;
  }

  /** model_max_length, unless it is the 1e30 that the Python library writes for "no limit". */
  private @Nullable Truncation truncation() {
    if (configuration == null) {
      return null;
    }
    JsonNode limit = configuration.node().path("model_max_length");
    return limit.isIntegralNumber() && limit.canConvertToInt() && limit.intValue() > 0
        ? Truncation.to(limit.intValue())
        : null;
  }

  private static Vocabulary readVocabulary(String text, String source) {
    Vocabulary.Builder builder = new Vocabulary.Builder(source);
    boolean empty = true;
    int id = 0;
    for (int at = 0; at < text.length(); id++) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      String token = stripTrailing(text, at, end);
      // A blank line names no token, and holds its id.
      if (!token.isEmpty()) {
        builder.add(token, id);
        empty = false;
      }
      at = end + 1;
    }
    if (empty) {
      throw new TokenizerFormatException(source + ": there is no token in it; expected one a line");
    }
    return builder.build();
  }

  private static String stripTrailing(String text, int from, int to) {
    int end = to;
    while (end > from && UnicodeTables.pinned().isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(from, end);
  }

  private static String decode(byte[] text, String source) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new TokenizerFormatException(
          source + ": not valid UTF-8; a vocab.txt has one token a line, in UTF-8", e);
    }
  }
}
