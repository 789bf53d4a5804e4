package dev.heed.models.data;

import dev.heed.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON of this package: lines of examples, and files of what was fitted. */
final class DataJson {
  /** A saved label set or table of categories; a file of gigabytes is none. */
  private static final long LONGEST_FILE = 64L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNameLength(65_536)
                          .maxStringLength(TextSource.LONGEST_RECORD)
                          .maxNumberLength(1000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private DataJson() {}

  /**
   * What an object has.
   *
   * @param cells by their keys, in its order, as texts
   * @param json the keys of those that are lists or objects, and so JSON here
   */
  record Fields(Map<String, String> cells, Set<String> json) {}

  /**
   * The fields of the object that a line is.
   *
   * @throws DataException if the line is no object
   */
  static Fields fields(String line, Place place) {
    Map<String, String> fields = new LinkedHashMap<>();
    Set<String> json = new LinkedHashSet<>();
    try (JsonParser parser = MAPPER.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DataException(
            "%s: expected a JSON object, found %s".formatted(place, Shown.of(line)));
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (parser.hasToken(JsonToken.START_ARRAY) || parser.hasToken(JsonToken.START_OBJECT)) {
          json.add(name);
        }
        String cell = cell(parser);
        if (cell.indexOf(0) >= 0) {
          throw place.error(name, "found the character U+0000; expected text");
        }
        fields.put(name, cell);
      }
      if (parser.nextToken() != null) {
        throw new DataException(
            "%s, character %d: expected the end of the line behind the object"
                .formatted(place, parser.currentTokenLocation().getColumnNr()));
      }
    } catch (JacksonException e) {
      throw new DataException(
          "%s%s: is no JSON: %s".formatted(place, character(e), e.getOriginalMessage()), e);
    }
    return new Fields(fields, Set.copyOf(json));
  }

  /**
   * The labels that a list is: texts, or whole numbers, each once.
   *
   * @param cell as {@link #fields} gives it
   * @throws DataException if it is something else
   */
  static List<String> labels(String cell, String column, Place place) {
    JsonNode list = MAPPER.readTree(cell);
    Set<String> labels = new LinkedHashSet<>();
    boolean right = list.isArray();
    for (JsonNode label : list) {
      String text = label.isString() || label.isIntegralNumber() ? label.asString() : "";
      right &= !text.isBlank();
      labels.add(text);
    }
    if (!right) {
      throw place.error(column, "expected a list of labels, found " + Shown.of(cell));
    }
    return List.copyOf(labels);
  }

  /** What is beyond one of the parser's limits has no place to show. */
  private static String character(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null ? "" : ", character %d".formatted(at.getColumnNr());
  }

  private static String cell(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> "";
      case START_OBJECT, START_ARRAY -> parser.readValueAsTree().toString();
      default -> parser.getString();
    };
  }

  /**
   * The object that a line is.
   *
   * @throws DataException if it is none
   */
  static JsonNode object(String line, Place place) {
    try (JsonParser parser = MAPPER.createParser(line)) {
      JsonNode root = parser.nextToken() == null ? null : parser.readValueAsTree();
      if (root == null || !root.isObject() || parser.nextToken() != null) {
        throw new DataException(
            "%s: expected one JSON object, found %s".formatted(place, Shown.of(line)));
      }
      return root;
    } catch (JacksonException e) {
      throw new DataException(
          "%s%s: is no JSON: %s".formatted(place, character(e), e.getOriginalMessage()), e);
    }
  }

  /**
   * The object that a file holds.
   *
   * @throws DataException if it cannot be read or holds no object
   */
  static JsonNode read(Path file) {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new DataException(
            "%s: has %,d bytes; expected at most %,d"
                .formatted(file, Files.size(file), LONGEST_FILE));
      }
      JsonNode root = MAPPER.readTree(Files.readString(file, StandardCharsets.UTF_8));
      if (!root.isObject()) {
        throw new DataException("%s: expected a JSON object".formatted(file));
      }
      return root;
    } catch (NoSuchFileException e) {
      throw new DataException("%s: there is no such file".formatted(file), e);
    } catch (CharacterCodingException e) {
      throw new DataException("%s: is no UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new DataException("%s: could not be read: %s".formatted(file, e.getMessage()), e);
    } catch (JacksonException e) {
      throw new DataException("%s: is no JSON: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Writes a file whole or not at all.
   *
   * @param value records, maps, lists, texts and numbers
   */
  static void write(Path file, Object value) {
    try (AtomicFile written = AtomicFile.create(file)) {
      OutputStream out = written.stream();
      out.write(bytes(value));
      written.commit();
    } catch (IOException e) {
      throw new DataException("%s: could not be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What {@link #write} writes. */
  static byte[] bytes(Object value) {
    return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A text of an object. */
  static String text(JsonNode object, String key, String origin) {
    JsonNode value = object.path(key);
    if (!value.isString()) {
      throw refused(origin, key, "a text", value);
    }
    return value.stringValue();
  }

  /** A finite number of an object. */
  static double number(JsonNode object, String key, String origin) {
    JsonNode value = object.path(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused(origin, key, "a number", value);
    }
    return value.doubleValue();
  }

  /** A list of an object. */
  static JsonNode list(JsonNode object, String key, String origin) {
    JsonNode value = object.path(key);
    if (!value.isArray()) {
      throw refused(origin, key, "a list", value);
    }
    return value;
  }

  /** A list of texts of an object. */
  static List<String> texts(JsonNode object, String key, String origin) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list(object, key, origin)) {
      if (!text.isString()) {
        throw refused(origin, key, "a list of texts", text);
      }
      texts.add(text.stringValue());
    }
    return texts;
  }

  static DataException refused(String origin, String key, String expected, JsonNode found) {
    return new DataException(
        "%s: '%s': expected %s, found %s"
            .formatted(
                origin, key, expected, found.isMissingNode() ? "nothing" : Shown.of("" + found)));
  }
}
