package dev.heed.models.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a template is given beside the messages.
 *
 * @param tools that the model may call, as JSON schema has them: {@code {"type": "function",
 *     "function": {"name": …, "description": …, "parameters": {…}}}}
 * @param documents that the model may quote; few templates read them
 * @param addGenerationPrompt whether the prompt ends with what begins an answer of the model
 * @param variables of the model's own template, such as {@code enable_thinking}
 */
public record ChatOptions(
    List<JsonNode> tools,
    List<JsonNode> documents,
    boolean addGenerationPrompt,
    Map<String, JsonNode> variables) {
  /** No tools, and the model's turn to speak. */
  public static final ChatOptions DEFAULT = new ChatOptions(List.of(), List.of(), true, Map.of());

  public ChatOptions {
    tools = tools.stream().map(JsonNode::deepCopy).toList();
    documents = documents.stream().map(JsonNode::deepCopy).toList();
    variables = Map.copyOf(variables);
  }

  /** The same with these tools. */
  public ChatOptions withTools(List<? extends JsonNode> choice) {
    return new ChatOptions(List.copyOf(choice), documents, addGenerationPrompt, variables);
  }

  /** The same with these documents. */
  public ChatOptions withDocuments(List<? extends JsonNode> choice) {
    return new ChatOptions(tools, List.copyOf(choice), addGenerationPrompt, variables);
  }

  /** The same, but the prompt ends with the last message. */
  public ChatOptions withoutGenerationPrompt() {
    return new ChatOptions(tools, documents, false, variables);
  }

  /** The same with one more variable of the template. */
  public ChatOptions withVariable(String name, JsonNode value) {
    Map<String, JsonNode> more = new LinkedHashMap<>(variables);
    more.put(name, value);
    return new ChatOptions(tools, documents, addGenerationPrompt, more);
  }
}
