package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.None;
import dev.heed.models.chat.jinja.Value.Real;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filter tojson as transformers defines it: Python's json.dumps, by default with all characters
 * as they are. Text that holds characters of a user is the user's as a whole.
 *
 * @param indent of each level; null for one line
 */
record JsonWriter(
    Budget budget,
    @Nullable String indent,
    String itemSeparator,
    String keySeparator,
    boolean sorted,
    boolean ascii) {

  Text write(Value value) {
    TextBuilder out = new TextBuilder(budget);
    write(value, 0, out);
    Text json = out.text();
    return json.hasUser() ? Text.ofUser(json.string()) : json;
  }

  private void write(Value value, int level, TextBuilder out) {
    budget.enter();
    switch (value) {
      case None none -> out.append("null", false);
      case Bool bool -> out.append(bool.value() ? "true" : "false", false);
      case Int number -> out.append(Long.toString(number.value()), false);
      case Real number -> out.append(real(number.value()), false);
      case Text text -> out.append(quoted(text.string()), text.hasUser());
      case Items items -> items(items, level, out);
      case Dict dict -> dict(dict, level, out);
      default ->
          throw new JinjaException(
              "a %s cannot be written as JSON".formatted(Operators.type(value)));
    }
    budget.leave();
  }

  private void items(Items items, int level, TextBuilder out) {
    if (items.values().isEmpty()) {
      out.append("[]", false);
      return;
    }
    out.append("[", false);
    String separator = "";
    for (Value item : items.values()) {
      out.append(separator, false);
      newLine(level + 1, out);
      write(item, level + 1, out);
      separator = itemSeparator;
    }
    newLine(level, out);
    out.append("]", false);
  }

  private void dict(Dict dict, int level, TextBuilder out) {
    if (dict.entries().isEmpty()) {
      out.append("{}", false);
      return;
    }
    List<Map.Entry<Value, Value>> entries = new ArrayList<>(dict.entries().entrySet());
    if (sorted) {
      entries.sort(Comparator.comparing(entry -> name(entry.getKey())));
    }
    out.append("{", false);
    String separator = "";
    for (Map.Entry<Value, Value> entry : entries) {
      out.append(separator, false);
      newLine(level + 1, out);
      boolean user = entry.getKey() instanceof Text text && text.hasUser();
      out.append(quoted(name(entry.getKey())), user);
      out.append(keySeparator, false);
      write(entry.getValue(), level + 1, out);
      separator = itemSeparator;
    }
    newLine(level, out);
    out.append("}", false);
  }

  private void newLine(int level, TextBuilder out) {
    if (indent != null) {
      out.append("\n", false);
      for (int i = 0; i < level; i++) {
        out.append(indent, false);
      }
    }
  }

  private static String name(Value key) {
    return switch (key) {
      case Text text -> text.string();
      case None none -> "null";
      case Int number -> Long.toString(number.value());
      case Real number -> real(number.value());
      default ->
          throw new JinjaException("a %s cannot be a name in JSON".formatted(Operators.type(key)));
    };
  }

  private static String real(double value) {
    return Double.isNaN(value)
        ? "NaN"
        : Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Printer.real(value);
  }

  private String quoted(String string) {
    StringBuilder out = new StringBuilder().append('"');
    for (int i = 0; i < string.length(); i++) {
      char unit = string.charAt(i);
      switch (unit) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (unit < 0x20 || (ascii && unit > 0x7e)) {
            out.append("\\u%04x".formatted((int) unit));
          } else {
            out.append(unit);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
