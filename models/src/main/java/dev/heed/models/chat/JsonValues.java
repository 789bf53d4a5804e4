package dev.heed.models.chat;

import dev.heed.models.chat.jinja.Text;
import dev.heed.models.chat.jinja.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** JSON as values of a template: all texts in it are the user's. */
final class JsonValues {
  /** JSON within itself; a template's own depth is bounded as well. */
  private static final int DEEPEST = 100;

  private JsonValues() {}

  static Value of(JsonNode node) {
    return of(node, 0);
  }

  private static Value of(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "JSON for a chat template has more than %d levels".formatted(DEEPEST));
    }
    return switch (node.getNodeType()) {
      case STRING -> Text.ofUser(node.stringValue());
      case BOOLEAN -> Value.Bool.of(node.booleanValue());
      case NUMBER -> number(node);
      case ARRAY -> {
        List<Value> items = new ArrayList<>(node.size());
        node.forEach(item -> items.add(of(item, depth + 1)));
        yield Value.Items.list(items);
      }
      case OBJECT -> {
        Map<Value, Value> entries = new LinkedHashMap<>();
        node.properties()
            .forEach(
                entry -> entries.put(Text.ofUser(entry.getKey()), of(entry.getValue(), depth + 1)));
        yield Value.Dict.of(entries);
      }
      case NULL -> Value.NONE;
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException(
              "a %s in the JSON for a chat template; expected plain JSON"
                  .formatted(node.getNodeType()));
    };
  }

  private static Value number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      return new Value.Real(node.doubleValue());
    }
    if (!node.canConvertToLong()) {
      throw new IllegalArgumentException(
          "the number %s in the JSON for a chat template has more than 64 bits".formatted(node));
    }
    return new Value.Int(node.longValue());
  }
}
