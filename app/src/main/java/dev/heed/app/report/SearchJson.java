package dev.heed.app.report;

import tools.jackson.core.JsonGenerator;

/** A search for programs: the fields of one object. */
public final class SearchJson {
  private SearchJson() {}

  public static void write(SearchResult result, JsonGenerator json) {
    json.writeStringProperty("query", result.query());
    json.writeStringProperty("model", result.model());
    json.writeStringProperty("backend", result.backend());
    json.writeNumberProperty("seconds", result.seconds());
    json.writeNumberProperty("passages", result.passages());
    json.writeArrayPropertyStart("files");
    for (SearchResult.Searched file : result.files()) {
      json.writeStartObject();
      json.writeStringProperty("file", file.file());
      json.writeNumberProperty("passages", file.passages());
      json.writeBooleanProperty("reused", file.reused());
      file.index().ifPresent(path -> json.writeStringProperty("index", path.toString()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("results");
    for (SearchResult.Hit hit : result.hits()) {
      json.writeStartObject();
      json.writeNumberProperty("score", hit.score());
      json.writeStringProperty("file", hit.file());
      json.writeNumberProperty("line", hit.line());
      json.writeStringProperty("text", hit.text());
      hit.truncated().ifPresent(cut -> json.writeBooleanProperty("truncated", cut));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
