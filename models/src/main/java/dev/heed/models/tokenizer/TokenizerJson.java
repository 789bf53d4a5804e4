package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a tokenizer.json, the file of Hugging Face's tokenizers. The vocabulary is read as a
 * stream, the rest as a tree.
 */
final class TokenizerJson {
  /** Real files nest seven deep; the parser must not, for a file's sake, use up the stack. */
  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNameLength(1 << 16)
                          .maxStringLength(1 << 20)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final String source;
  private final JsonParser parser;
  private final ObjectNode settings = MAPPER.createObjectNode();
  private @Nullable Vocabulary vocabulary;

  /** What a vocabulary says that has a score for each token, the first of which has the id 0. */
  private double[] scores = {};

  private boolean scored;

  /** The two tokens of each merge, one after the other. */
  private final List<String> merges = new ArrayList<>();

  private TokenizerJson(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  static PipelineTokenizer read(byte[] json, String source) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      TokenizerJson reader = new TokenizerJson(source, parser);
      reader.readFile();
      return reader.build();
    } catch (JacksonException e) {
      throw notJson(source, e);
    }
  }

  /** A vocab.json: a JSON object of ids by token. */
  static Vocabulary readVocabulary(byte[] json, String source) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      TokenizerJson reader = new TokenizerJson(source, parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new TokenizerFormatException(source + ": expected a JSON object");
      }
      return reader.readVocabulary();
    } catch (JacksonException e) {
      throw notJson(source, e);
    }
  }

  /** A JSON object that stands alone in a file, such as tokenizer_config.json. */
  static JsonFields readObject(byte[] json, String source) {
    try {
      return new JsonFields(source, "", MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw notJson(source, e);
    }
  }

  private static TokenizerFormatException notJson(String source, JacksonException e) {
    return new TokenizerFormatException(
        "%s: not readable as JSON%s: %s".formatted(source, place(e), e.getOriginalMessage()), e);
  }

  /** A file beyond one of the parser's limits has no place to show. */
  private static String place(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private void readFile() {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new TokenizerFormatException(source + ": expected a JSON object");
    }
    readFields(
        settings,
        "",
        name -> {
          if (!name.equals("model") || parser.currentToken() != JsonToken.START_OBJECT) {
            return parser.readValueAsTree();
          }
          ObjectNode model = MAPPER.createObjectNode();
          readFields(model, "model.", this::readModelField);
          return model;
        });
    if (parser.nextToken() != null) {
      throw new TokenizerFormatException(source + ": something follows the JSON object");
    }
  }

  private JsonNode readModelField(String name) {
    if (name.equals("vocab") && parser.currentToken() == JsonToken.START_OBJECT) {
      vocabulary = readVocabulary();
      return MAPPER.createObjectNode();
    }
    if (name.equals("vocab") && parser.currentToken() == JsonToken.START_ARRAY) {
      vocabulary = readScoredVocabulary();
      return MAPPER.createObjectNode();
    }
    if (name.equals("merges") && parser.currentToken() == JsonToken.START_ARRAY) {
      readMerges();
      return MAPPER.createArrayNode();
    }
    return parser.readValueAsTree();
  }

  /**
   * Each is a text of two tokens with a space between, or a list of the two; a text may be a
   * comment, as the first line of a merges.txt is.
   */
  private void readMerges() {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int before = merges.size();
      if (before / 2 >= MergeTable.MOST) {
        throw new TokenizerFormatException(
            "%s: model.merges has more than %,d entries".formatted(source, MergeTable.MOST));
      }
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        String line = parser.getString();
        if (line.startsWith(MergesFile.COMMENT)) {
          continue;
        }
        int space = line.indexOf(' ', 1);
        if (space > 0 && space < line.length() - 1 && line.indexOf(' ', space + 1) < 0) {
          merges.add(line.substring(0, space));
          merges.add(line.substring(space + 1));
        }
      } else if (parser.currentToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.VALUE_STRING && merges.size() < before + 3) {
          merges.add(parser.getString());
        }
      }
      if (merges.size() != before + 2) {
        throw new TokenizerFormatException(
            "%s: model.merges[%,d]: expected two tokens, as \"a b\" or [\"a\", \"b\"]"
                .formatted(source, before / 2));
      }
    }
  }

  private interface FieldReader {
    JsonNode read(String name);
  }

  private void readFields(ObjectNode into, String path, FieldReader reader) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (into.has(name)) {
        throw new TokenizerFormatException(
            "%s: the field %s is there twice".formatted(source, Quoted.of(path + name)));
      }
      into.set(name, reader.read(name));
    }
  }

  private Vocabulary readVocabulary() {
    Vocabulary.Builder builder = new Vocabulary.Builder(source);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String token = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw new TokenizerFormatException(
            "%s: model.vocab: token %s: expected its id, found %s"
                .formatted(source, Quoted.of(token), Quoted.of(parser.getString())));
      }
      builder.add(token, parser.getLongValue());
    }
    return builder.build();
  }

  private Vocabulary readScoredVocabulary() {
    scored = true;
    Vocabulary.Builder builder = new Vocabulary.Builder(source);
    int id = 0;
    for (; parser.nextToken() != JsonToken.END_ARRAY; id++) {
      boolean pair =
          parser.currentToken() == JsonToken.START_ARRAY
              && parser.nextToken() == JsonToken.VALUE_STRING;
      String token = pair ? parser.getString() : "";
      JsonToken number = pair ? parser.nextToken() : null;
      pair = number == JsonToken.VALUE_NUMBER_FLOAT || number == JsonToken.VALUE_NUMBER_INT;
      double score = pair ? parser.getDoubleValue() : 0;
      if (!pair || parser.nextToken() != JsonToken.END_ARRAY || !Double.isFinite(score)) {
        throw new TokenizerFormatException(
            "%s: model.vocab[%,d]: expected a token and its score".formatted(source, id));
      }
      builder.add(token, id);
      if (id == scores.length) {
        scores = Arrays.copyOf(scores, Math.max(1024, 2 * id));
      }
      scores[id] = score;
    }
    scores = Arrays.copyOf(scores, id);
    return builder.build();
  }

  private PipelineTokenizer build() {
    JsonFields file = new JsonFields(source, "", settings);
    String version = file.text("version", "1.0");
    if (!version.equals("1.0")) {
      throw file.error("version is " + Quoted.of(version) + "; expected '1.0'");
    }
    JsonFields model = file.object("model");
    String type = model.text("type", untyped(model));
    return switch (type) {
      case "WordPiece" -> WordPieceJson.build(file, requireVocabulary(model, false));
      case "BPE", "WordLevel" -> pieces(file, model, type, requireVocabulary(model, false));
      case "Unigram" -> pieces(file, model, type, requireVocabulary(model, true));
      default ->
          throw model.error(
              "type is %s; supported are 'BPE', 'Unigram', 'WordLevel' and 'WordPiece'"
                  .formatted(Quoted.of(type)));
    };
  }

  /** Files older than the field, GPT-2's among them: the kind whose fields are all there. */
  private String untyped(JsonFields model) {
    if (scored) {
      return "Unigram";
    }
    if (model.has("merges")) {
      return "BPE";
    }
    return model.has("continuing_subword_prefix") && model.has("max_input_chars_per_word")
        ? "WordPiece"
        : "WordLevel";
  }

  private Vocabulary requireVocabulary(JsonFields model, boolean scores) {
    if (vocabulary == null || scored != scores) {
      throw model.error("the field 'vocab' is missing or no " + (scores ? "array" : "object"));
    }
    return vocabulary;
  }

  private static int requireUnknown(JsonFields model, Vocabulary all) {
    return BpeJson.unknownId(model, all)
        .orElseThrow(() -> model.error("the field 'unk_token' is missing"));
  }

  private PipelineTokenizer pieces(JsonFields file, JsonFields model, String type, Vocabulary own) {
    List<AddedToken> added = SettingsJson.addedTokens(file);
    Vocabulary all = own.with(added, source);
    TokenModel tokens =
        switch (type) {
          case "BPE" -> BpeJson.build(model, own, all, merges);
          case "Unigram" -> UnigramJson.build(model, own, scores);
          default -> new WordLevelModel(all, requireUnknown(model, all));
        };
    TemplateJson.PostProcessor processor = TemplateJson.read(file, all);
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            type + "Tokenizer",
            all,
            PipelineTokenizer.special(added),
            new TextPipeline(
                NormalizerJson.read(file), PreTokenizerJson.read(file), tokens, added, source),
            processor.template(),
            DecoderJson.read(file),
            processor.offsets(),
            TokenRoles.NONE),
        SettingsJson.truncation(file));
  }
}
