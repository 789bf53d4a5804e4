package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object whose fields are read with checks; every error names the file and the field.
 *
 * @param source what errors call the file
 * @param path where in the file the object stands, such as {@code post_processor.single[0]}; empty
 *     for the root
 */
record JsonFields(String source, String path, JsonNode node) {
  JsonFields {
    if (!node.isObject()) {
      throw new TokenizerFormatException(
          "%s: %sexpected an object, found %s"
              .formatted(source, path.isEmpty() ? "" : path + ": ", describe(node)));
    }
  }

  /** Whether the field is there and not null. */
  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name) {
    JsonNode value = required(name);
    if (!value.isString()) {
      throw unexpected(name, "a string", value);
    }
    return value.stringValue();
  }

  /** A field that may be absent or null. */
  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  boolean flag(String name) {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw unexpected(name, "true or false", value);
    }
    return value.booleanValue();
  }

  /** A field that may be absent or null. */
  boolean flag(String name, boolean otherwise) {
    return has(name) ? flag(name) : otherwise;
  }

  /** A whole number from {@code min} to {@code max}. */
  int integer(String name, int min, int max) {
    return integer(at(name), required(name), min, max);
  }

  JsonFields object(String name) {
    return new JsonFields(source, at(name), required(name));
  }

  /** A field that may be absent or null. */
  Optional<JsonFields> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /**
   * This object, unless more than {@code most} objects are in it: each may become a step of the way
   * that a text goes.
   */
  JsonFields requireAtMost(int most) {
    int count = objectsIn(node);
    if (count > most) {
      throw error("has %,d objects in it; expected %,d at most".formatted(count, most));
    }
    return this;
  }

  /** The parser bounds how deep it goes. */
  private static int objectsIn(JsonNode node) {
    int count = 0;
    for (JsonNode part : node) {
      count += objectsIn(part) + (part.isObject() ? 1 : 0);
    }
    return count;
  }

  /** An array of objects. */
  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    JsonNode array = array(name);
    for (int i = 0; i < array.size(); i++) {
      objects.add(new JsonFields(source, at(name) + "[" + i + "]", array.path(i)));
    }
    return objects;
  }

  /** An array of strings. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array(name)) {
      if (!item.isString()) {
        throw unexpected(name, "an array of strings", item);
      }
      texts.add(item.stringValue());
    }
    return texts;
  }

  /** An array of whole numbers from {@code min} to {@code max}. */
  List<Integer> integers(String name, int min, int max) {
    List<Integer> integers = new ArrayList<>();
    for (JsonNode item : array(name)) {
      integers.add(integer(at(name), item, min, max));
    }
    return integers;
  }

  /** An array of a token and its id. */
  Map.Entry<String, Integer> tokenAndId(String name) {
    JsonNode array = array(name);
    if (array.size() != 2 || !array.path(0).isString()) {
      throw unexpected(name, "a token and its id", array);
    }
    int id = integer(at(name), array.path(1), 0, Vocabulary.MAX_IDS - 1);
    return Map.entry(array.path(0).stringValue(), id);
  }

  /** An error about this object. */
  TokenizerFormatException error(String what) {
    return new TokenizerFormatException(
        path.isEmpty() ? source + ": " + what : source + ": " + path + ": " + what);
  }

  /** An error about one of its fields. */
  TokenizerFormatException error(String name, String what) {
    return new TokenizerFormatException(source + ": " + at(name) + ": " + what);
  }

  private JsonNode array(String name) {
    JsonNode value = required(name);
    if (!value.isArray()) {
      throw unexpected(name, "an array", value);
    }
    return value;
  }

  private JsonNode required(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw error("the field '" + name + "' is missing");
    }
    return value;
  }

  private int integer(String at, JsonNode value, int min, int max) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw new TokenizerFormatException(
          "%s: %s: expected a whole number from %,d to %,d, found %s"
              .formatted(source, at, min, max, describe(value)));
    }
    return (int) value.longValue();
  }

  private TokenizerFormatException unexpected(String name, String expected, JsonNode found) {
    return new TokenizerFormatException(
        "%s: %s: expected %s, found %s".formatted(source, at(name), expected, describe(found)));
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String describe(JsonNode value) {
    if (value.isObject()) {
      return "an object";
    }
    if (value.isArray()) {
      return "an array of " + value.size();
    }
    return value.isString() ? Quoted.of(value.stringValue()) : value.toString();
  }
}
