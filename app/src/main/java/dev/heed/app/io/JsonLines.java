package dev.heed.app.io;

import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** JSON values, one a line, UTF-8. Loads the JSON library with the first value. */
public final class JsonLines {
  private final OutputStream out;
  private @Nullable JsonGenerator generator;

  /**
   * @param out neither flushed nor closed by this
   */
  public JsonLines(OutputStream out) {
    this.out = out;
  }

  /** One value: {@code content} writes it, its braces too. */
  public void write(Consumer<JsonGenerator> content) {
    JsonGenerator json = generator();
    content.accept(json);
    json.writeRaw('\n');
    json.flush();
  }

  /** One object: {@code fields} writes what is inside the braces. */
  public void writeObject(Consumer<JsonGenerator> fields) {
    write(json -> {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    });
  }

  private JsonGenerator generator() {
    JsonGenerator json = generator;
    if (json == null) {
      json =
          JsonFactory.builder()
              .rootValueSeparator((String) null)
              .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
              .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
              .build()
              .createGenerator(ObjectWriteContext.empty(), out);
      generator = json;
    }
    return json;
  }
}
