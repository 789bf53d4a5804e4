package dev.heed.app.io;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Texts written as JSON strings, one a line: for texts that hold line ends themselves.
 *
 * <p>What is nested too deep or too long for the parser is refused as what is no JSON is.
 */
public final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Utf8Lines.MAX_LINE_BYTES).build())
          .build();

  private JsonText() {}

  /**
   * The text of a JSON string.
   *
   * @param line a string in quotes and nothing else
   * @param place what error texts call the line
   * @throws FileException if it is anything else
   */
  public static String parse(String line, String place) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        String text = parser.getString();
        if (parser.nextToken() == null) {
          return text;
        }
      }
    } catch (JacksonException e) {
      throw new FileException("%s: no JSON: %s".formatted(place, e.getOriginalMessage()), e);
    }
    throw new FileException(
        "%s: expected one JSON string such as \"text\\n\", found %s"
            .formatted(place, shortened(line)));
  }

  /**
   * The text in a field of a JSON object, or null where the object has no such field or no text in
   * it.
   *
   * @param place what error texts call the line
   * @throws FileException if the line is no object
   */
  public static @Nullable String field(String line, String name, String place) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FileException(
            "%s: expected a JSON object, found %s".formatted(place, shortened(line)));
      }
      String text = null;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(name);
        if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
          text = parser.getString();
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new FileException(
            "%s: expected one JSON object and nothing behind it, found %s"
                .formatted(place, shortened(line)));
      }
      return text;
    } catch (JacksonException e) {
      throw new FileException("%s: no JSON: %s".formatted(place, e.getOriginalMessage()), e);
    }
  }

  private static String shortened(String line) {
    return line.isEmpty()
        ? "an empty line"
        : line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}
