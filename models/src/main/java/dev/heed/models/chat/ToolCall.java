package dev.heed.models.chat;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A function that the model wants called.
 *
 * @param id by which the result is told apart from others; some templates ask for nine letters and
 *     digits
 * @param name of the function
 * @param arguments by the names of its parameters; copied
 */
public record ToolCall(String id, String name, ObjectNode arguments) {
  public ToolCall {
    arguments = arguments.deepCopy();
  }

  /** By the names of the function's parameters; a copy. */
  @Override
  public ObjectNode arguments() {
    return arguments.deepCopy();
  }

  ObjectNode json() {
    ObjectNode function = JsonNodeFactory.instance.objectNode().put("name", name);
    function.set("arguments", arguments.deepCopy());
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "function");
    call.set("function", function);
    return call;
  }
}
