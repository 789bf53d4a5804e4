package dev.heed.app.vectors;

import dev.heed.app.console.Output;
import dev.heed.app.io.JsonLines;
import dev.heed.models.Embedding;

/**
 * One object a line: {@code {"index":0,"text":"…","tokens":7,"truncated":false,"embedding":[…]}}.
 */
public final class JsonlVectors implements VectorSink {
  private final JsonLines lines;

  public JsonlVectors(Output out) {
    this.lines = new JsonLines(out);
  }

  @Override
  public void write(long index, String text, Embedding embedding) {
    lines.writeObject(json -> {
      json.writeNumberProperty("index", index);
      json.writeStringProperty("text", text);
      json.writeNumberProperty("tokens", embedding.tokens());
      json.writeBooleanProperty("truncated", embedding.truncated());
      json.writeArrayPropertyStart("embedding");
      for (float component : embedding.vector()) {
        json.writeNumber(component);
      }
      json.writeEndArray();
    });
  }

  @Override
  public void finish() {}
}
