package dev.heed.models.save;

import dev.heed.models.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a saved model was tuned for, beside it: so that data files with the same columns can be
 * handed to it.
 *
 * @param task such as {@code classify}
 * @param texts columns of texts; none where the task is about a whole text
 * @param answer column of labels or numbers; null where the task has none
 * @param separator what stands between labels of one example; null for one label each
 * @param made how it was made, by name: for people
 */
public record TaskFile(
    String task,
    List<String> texts,
    @Nullable String answer,
    @Nullable String separator,
    Map<String, String> made) {
  /** Its name. */
  public static final String NAME = "heed_task.json";

  private static final int LONGEST = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public TaskFile {
    texts = List.copyOf(texts);
    made = Collections.unmodifiableMap(new LinkedHashMap<>(made));
  }

  /** As JSON. */
  public byte[] toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("task", task);
    texts.forEach(json.putArray("texts")::add);
    json.put("answer", answer);
    json.put("separator", separator);
    ObjectNode how = json.putObject("made");
    made.forEach(how::put);
    return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads that of a model's folder; empty where there is none.
   *
   * @throws CheckpointException if it is damaged
   */
  public static Optional<TaskFile> read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > LONGEST) {
        throw damaged(file, "has %,d bytes".formatted(Files.size(file)), null);
      }
      return Optional.of(of(MAPPER.readTree(Files.readString(file)), file));
    } catch (IOException | JacksonException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static TaskFile of(JsonNode json, Path file) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : json.path("texts")) {
      texts.add(text.asString());
    }
    Map<String, String> made = new LinkedHashMap<>();
    json.path("made")
        .properties()
        .forEach(entry -> made.put(entry.getKey(), entry.getValue().asString()));
    if (!json.path("task").isString() || !json.path("texts").isArray()) {
      throw damaged(file, "expected a task and the columns of its texts", null);
    }
    return new TaskFile(
        json.path("task").asString(),
        texts,
        text(json.path("answer")),
        text(json.path("separator")),
        made);
  }

  private static @Nullable String text(JsonNode value) {
    return value.isString() ? value.asString() : null;
  }

  private static CheckpointException damaged(Path file, String why, @Nullable Exception cause) {
    String message = "%s: is no description of a task: %s".formatted(file, why);
    return cause == null
        ? new CheckpointException(message)
        : new CheckpointException(message, cause);
  }
}
