package dev.heed.app.report;

import dev.heed.models.hub.FileHash;
import dev.heed.models.hub.HubFile;
import dev.heed.models.hub.LeftOut;
import dev.heed.models.hub.PullPlan;
import dev.heed.models.hub.PullResult;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** A finished pull for programs: the fields of one object. */
public final class PullJson {
  private final JsonGenerator json;

  public PullJson(JsonGenerator json) {
    this.json = json;
  }

  public void write(PullResult result) {
    PullPlan plan = result.plan();
    json.writeStringProperty("repository", plan.id().name());
    json.writeStringProperty("revision", plan.revision());
    json.writeStringProperty("commit", plan.commit());
    json.writeStringProperty("snapshot", plan.snapshot().toString());
    json.writeStringProperty("model", plan.model().toString());
    json.writeNumberProperty("bytes", plan.bytes());
    json.writeNumberProperty("receivedBytes", result.receivedBytes());
    json.writeBooleanProperty("fromCacheAlone", result.reasonWithoutHub().isPresent());
    Set<HubFile> cached = new HashSet<>(plan.cached());
    json.writeArrayPropertyStart("files");
    for (HubFile file : plan.files()) {
      json.writeStartObject();
      json.writeStringProperty("path", file.path());
      json.writeNumberProperty("bytes", file.size());
      file.hash().map(FileHash::hex).ifPresent(hex -> json.writeStringProperty("hash", hex));
      json.writeBooleanProperty("cached", cached.contains(file));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("leftOut");
    for (LeftOut file : plan.leftOut()) {
      json.writeStartObject();
      json.writeStringProperty("path", file.file().path());
      json.writeNumberProperty("bytes", file.file().size());
      json.writeStringProperty("why", file.why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
