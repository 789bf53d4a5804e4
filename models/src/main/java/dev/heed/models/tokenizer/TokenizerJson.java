package dev.heed.models.tokenizer;

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

  private TokenizerJson(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  static Tokenizer read(byte[] json, String source) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      TokenizerJson reader = new TokenizerJson(source, parser);
      reader.readFile();
      return reader.build();
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
    return parser.readValueAsTree();
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

  private Tokenizer build() {
    JsonFields file = new JsonFields(source, "", settings);
    String version = file.text("version", "1.0");
    if (!version.equals("1.0")) {
      throw file.error("version is " + Quoted.of(version) + "; expected '1.0'");
    }
    JsonFields model = file.object("model");
    // The field is younger than WordPiece: a file without it is what the first versions wrote.
    String type = model.text("type", "WordPiece");
    if (!type.equals("WordPiece")) {
      throw model.error("type is " + Quoted.of(type) + "; supported is 'WordPiece'");
    }
    if (vocabulary == null) {
      throw model.error("the field 'vocab' is missing or no object");
    }
    return WordPieceJson.build(file, vocabulary);
  }
}
