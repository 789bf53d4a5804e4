package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.Namespace;
import dev.heed.models.chat.jinja.Value.None;
import dev.heed.models.chat.jinja.Value.Real;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.math.BigDecimal;
import java.util.Map;

/** Writes values as Python's str and repr do. */
final class Printer {
  private final Budget budget;

  Printer(Budget budget) {
    this.budget = budget;
  }

  /** As it is printed: str. What holds characters of a user is the user's as a whole. */
  Text text(Value value) {
    return switch (value) {
      case Text text -> text;
      case Undefined undefined -> Text.EMPTY;
      default -> {
        TextBuilder out = new TextBuilder(budget);
        represent(value, out);
        Text printed = out.text();
        yield printed.hasUser() ? Text.ofUser(printed.string()) : printed;
      }
    };
  }

  private void represent(Value value, TextBuilder out) {
    budget.enter();
    switch (value) {
      case None none -> out.append("None", false);
      case Bool bool -> out.append(bool.value() ? "True" : "False", false);
      case Int number -> out.append(Long.toString(number.value()), false);
      case Real number -> out.append(real(number.value()), false);
      case Text text -> out.append(quoted(text.string()), text.hasUser());
      case Undefined undefined -> out.append("Undefined", false);
      case Items items -> items(items, out);
      case Dict dict -> dict(dict, out);
      case Namespace namespace ->
          throw new JinjaException("a namespace is printed, which is not supported");
      case Callable callable ->
          throw new JinjaException("a function is printed; are its parentheses missing?");
    }
    budget.leave();
  }

  private void items(Items items, TextBuilder out) {
    out.append(items.tuple() ? "(" : "[", false);
    String separator = "";
    for (Value item : items.values()) {
      out.append(separator, false);
      represent(item, out);
      separator = ", ";
    }
    boolean alone = items.tuple() && items.values().size() == 1;
    out.append(alone ? ",)" : items.tuple() ? ")" : "]", false);
  }

  private void dict(Dict dict, TextBuilder out) {
    out.append("{", false);
    String separator = "";
    for (Map.Entry<Value, Value> entry : dict.entries().entrySet()) {
      out.append(separator, false);
      represent(entry.getKey(), out);
      out.append(": ", false);
      represent(entry.getValue(), out);
      separator = ", ";
    }
    out.append("}", false);
  }

  /** The shortest digits that say which double it is, in Python's notation. */
  static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String sign = value < 0 || 1 / value < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return sign + (plain.contains(".") ? plain : plain + ".0");
    }
    String digits = decimal.unscaledValue().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%s%se%s%02d"
        .formatted(sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String quoted(String string) {
    char quote = string.contains("'") && !string.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    string
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (point == quote) {
                out.append('\\').append(quote);
              } else if (printable(point)) {
                out.appendCodePoint(point);
              } else {
                String form = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
                out.append(form.formatted(point));
              }
            }
          }
        });
    return out.append(quote).toString();
  }

  private static boolean printable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
