package dev.heed.app.training;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Metrics, which are maps of numbers, texts and lists of these, as JSON. */
public final class MetricsJson {
  private MetricsJson() {}

  /** The entries as fields of the object that is open. */
  public static void writeFields(JsonGenerator json, Map<?, ?> map) {
    map.forEach((key, value) -> write(json, String.valueOf(key), value));
  }

  /** One field. */
  public static void write(JsonGenerator json, String name, @Nullable Object value) {
    json.writeName(name);
    write(json, value);
  }

  private static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        writeFields(json, map);
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(inner -> write(json, inner));
        json.writeEndArray();
      }
      case Double number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }
}
