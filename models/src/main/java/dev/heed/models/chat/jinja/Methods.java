package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of dicts and lists; those that change them are refused, as the sandbox does. */
final class Methods {
  private Methods() {}

  static @Nullable Callable of(Dict dict, String name, Evaluator evaluator) {
    return switch (name) {
      case "items" -> arguments -> pairs(dict, evaluator);
      case "keys" -> arguments -> Items.list(evaluator.operators.iterate(dict));
      case "values" ->
          arguments -> {
            evaluator.budget.spendObject(dict.entries().size());
            return Items.list(dict.entries().values());
          };
      case "copy" -> arguments -> dict;
      case "get" ->
          arguments -> {
            Arguments.Bound bound = arguments.bind("get", "key", "default");
            Value found = evaluator.operators.find(dict, bound.required(0));
            return found != null ? found : bound.or(1, Value.None.NONE);
          };
      case "clear", "pop", "popitem", "setdefault", "update" -> refused("dict", name);
      default -> null;
    };
  }

  static Items pairs(Dict dict, Evaluator evaluator) {
    List<Value> pairs = new ArrayList<>(dict.entries().size());
    dict.entries().forEach((key, value) -> pairs.add(Items.tuple(key, value)));
    evaluator.budget.spendObject(8L * pairs.size());
    return new Items(pairs, false);
  }

  static @Nullable Callable of(Items items, String name, Evaluator evaluator) {
    return switch (name) {
      case "index" ->
          arguments -> {
            Value wanted = arguments.bind("index", "value").required(0);
            for (int i = 0; i < items.values().size(); i++) {
              if (evaluator.operators.equal(items.values().get(i), wanted)) {
                return new Int(i);
              }
            }
            throw new JinjaException("index: the value is not in the list");
          };
      case "count" ->
          arguments -> {
            Value wanted = arguments.bind("count", "value").required(0);
            return new Int(
                items.values().stream()
                    .filter(value -> evaluator.operators.equal(value, wanted))
                    .count());
          };
      case "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort" ->
          items.tuple() ? null : refused("list", name);
      default -> null;
    };
  }

  private static Callable refused(String type, String name) {
    return arguments -> {
      throw new JinjaException(
          "%s.%s changes a value, which the sandbox of chat templates does not allow"
              .formatted(type, name));
    };
  }
}
