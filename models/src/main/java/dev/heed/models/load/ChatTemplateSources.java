package dev.heed.models.load;

import dev.heed.models.checkpoint.GgufMetadata;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The chat templates that a model brings along, as text by their names: of several, transformers
 * takes {@code tool_use} for a conversation with tools where there is one, and {@code default} for
 * any other.
 */
public record ChatTemplateSources(Map<String, String> byName) {
  private static final String DEFAULT = "default";
  private static final String TOOLS = "tool_use";
  private static final String GGUF = "tokenizer.chat_template";

  /** The longest in use have some 20 KB. */
  private static final int LONGEST = 1 << 20;

  public ChatTemplateSources {
    byName = Map.copyOf(byName);
  }

  /** From a file of its own, a setting of the tokenizer, or the metadata of a GGUF file. */
  static ChatTemplateSources of(ModelFiles files) {
    Map<String, String> found = new TreeMap<>();
    files.file("chat_template.jinja").ifPresent(file -> found.put(DEFAULT, text(file)));
    files
        .file("additional_chat_templates/" + TOOLS + ".jinja")
        .ifPresent(file -> found.put(TOOLS, text(file)));
    if (found.isEmpty()) {
      files.file("chat_template.json").map(ModelResource::json).ifPresent(json -> put(json, found));
    }
    if (found.isEmpty()) {
      files.tokenizerConfig().ifPresent(json -> put(json, found));
    }
    if (found.isEmpty()) {
      files.ggufMetadata().ifPresent(metadata -> put(metadata, found));
    }
    return new ChatTemplateSources(found);
  }

  /** The one for a conversation; null where there is none. */
  public @Nullable String forChat(boolean withTools) {
    String tools = withTools ? byName.get(TOOLS) : null;
    return tools != null ? tools : byName.get(DEFAULT);
  }

  /** Whether one of them has a token in it that is more than white space. */
  public boolean writes(String token) {
    return !token.isBlank()
        && byName.values().stream().anyMatch(template -> template.contains(token));
  }

  private static String text(ModelResource file) {
    return new String(file.bytes(LONGEST), StandardCharsets.UTF_8);
  }

  /** A text, or a list of named ones. */
  private static void put(JsonNode settings, Map<String, String> found) {
    JsonNode template = settings.path("chat_template");
    if (template.isString()) {
      found.put(DEFAULT, template.stringValue());
      return;
    }
    for (JsonNode one : template) {
      if (one.path("name").isString() && one.path("template").isString()) {
        found.put(one.path("name").stringValue(), one.path("template").stringValue());
      }
    }
  }

  private static void put(GgufMetadata metadata, Map<String, String> found) {
    metadata.string(GGUF).ifPresent(template -> found.put(DEFAULT, template));
    Optional<String> tools =
        metadata.contains(GGUF + "." + TOOLS)
            ? metadata.string(GGUF + "." + TOOLS)
            : Optional.empty();
    tools.ifPresent(template -> found.put(TOOLS, template));
  }
}
