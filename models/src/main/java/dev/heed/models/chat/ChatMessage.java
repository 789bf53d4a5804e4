package dev.heed.models.chat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message of a conversation, in the form that chat templates read.
 *
 * @param role who speaks, such as system, user, assistant or tool. A template may build a special
 *     token of it, so it is a word that the program chooses, never what a user typed
 * @param fields the rest: content, tool_calls, and whatever a template knows; copied
 */
public record ChatMessage(String role, ObjectNode fields) {
  private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public ChatMessage {
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException(
          "the role '%s'; expected a word of up to 64 letters, digits, '_', '.' and '-', such as user"
              .formatted(role));
    }
    if (fields.has("role")) {
      throw new IllegalArgumentException(
          "the fields of a message from '%s' hold a role again".formatted(role));
    }
    fields = fields.deepCopy();
  }

  /** What somebody says. */
  public static ChatMessage of(String role, String content) {
    return new ChatMessage(role, JSON.objectNode().put("content", content));
  }

  /**
   * A message as JSON has it: role, content and others.
   *
   * @throws IllegalArgumentException where it has no role
   */
  public static ChatMessage of(ObjectNode message) {
    JsonNode role = message.get("role");
    if (role == null || !role.isString()) {
      throw new IllegalArgumentException(
          "a message has the role %s; expected a text such as \"user\"".formatted(role));
    }
    ObjectNode fields = message.deepCopy();
    fields.remove("role");
    return new ChatMessage(role.stringValue(), fields);
  }

  /** What the model is told beforehand. */
  public static ChatMessage system(String content) {
    return of("system", content);
  }

  /** What a user says. */
  public static ChatMessage user(String content) {
    return of("user", content);
  }

  /** What the model said. */
  public static ChatMessage assistant(String content) {
    return of("assistant", content);
  }

  /** Tools that the model called. */
  public static ChatMessage calls(List<ToolCall> calls) {
    ArrayNode written = JSON.arrayNode();
    calls.forEach(call -> written.add(call.json()));
    ObjectNode fields = JSON.objectNode().putNull("content");
    fields.set("tool_calls", written);
    return new ChatMessage("assistant", fields);
  }

  /** What a tool gave for a call. */
  public static ChatMessage toolResult(ToolCall call, String content) {
    return new ChatMessage(
        "tool",
        JSON.objectNode()
            .put("content", content)
            .put("name", call.name())
            .put("tool_call_id", call.id()));
  }

  /** What is said, if that is one text. */
  public Optional<String> content() {
    JsonNode content = fields.get("content");
    return content != null && content.isString()
        ? Optional.of(content.stringValue())
        : Optional.empty();
  }

  /** The rest: content, tool_calls and others; a copy. */
  @Override
  public ObjectNode fields() {
    return fields.deepCopy();
  }
}
