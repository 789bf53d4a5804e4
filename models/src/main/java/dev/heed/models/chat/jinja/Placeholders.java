package dev.heed.models.chat.jinja;

import java.util.List;

/** Python's two ways to put values into a text, without widths and precisions. */
final class Placeholders {
  private Placeholders() {}

  /** {@code '…{}…{0}…{name}'.format(…)}. */
  static Text format(Evaluator in, Text text, Arguments arguments) {
    String string = text.string();
    in.budget.spend(string.length());
    TextBuilder out = new TextBuilder(in.budget);
    int counted = 0;
    int from = 0;
    for (int at = 0; at < string.length(); at++) {
      char unit = string.charAt(at);
      if (unit != '{' && unit != '}') {
        continue;
      }
      out.append(text.part(from, at));
      if (string.startsWith(unit == '{' ? "{{" : "}}", at)) {
        out.append(text.part(at, at + 1));
        from = at + 2;
        at++;
        continue;
      }
      int end = string.indexOf('}', at);
      if (unit == '}' || end < 0) {
        throw new JinjaException("format: a single '%s'".formatted(unit));
      }
      String field = string.substring(at + 1, end);
      out.append(in.printer.text(field(arguments, field.isEmpty() ? "" + counted++ : field)));
      from = end + 1;
      at = end;
    }
    return out.append(text.part(from, string.length())).text();
  }

  private static Value field(Arguments arguments, String field) {
    if (field.matches("\\d{1,6}")) {
      return positional(arguments.positional(), Integer.parseInt(field), "format");
    }
    Value named = arguments.named().get(field);
    if (named == null) {
      throw new JinjaException(
          "format: the field '{%s}' is no argument, and conversions are not supported"
              .formatted(field));
    }
    return named;
  }

  private static Value positional(List<Value> values, int place, String function) {
    if (place >= values.size()) {
      throw new JinjaException(
          "%s: a field for value %d of %d".formatted(function, place + 1, values.size()));
    }
    return values.get(place);
  }

  /** {@code '…%s…%d' % values}. */
  static Text percent(Evaluator in, Text text, List<Value> values) {
    String string = text.string();
    in.budget.spend(string.length());
    TextBuilder out = new TextBuilder(in.budget);
    int used = 0;
    int from = 0;
    for (int at = string.indexOf('%'); at >= 0; at = string.indexOf('%', from)) {
      out.append(text.part(from, at));
      String directive = string.substring(at, Math.min(at + 2, string.length()));
      switch (directive) {
        case "%%" -> out.append(text.part(at, at + 1));
        case "%s" -> out.append(in.printer.text(positional(values, used++, "%")));
        case "%d", "%i" -> {
          Value number = positional(values, used++, "%");
          out.append(Long.toString((long) Operators.real(number)), false);
        }
        default ->
            throw new JinjaException(
                "%%: the directive '%s' is not supported; %%s, %%d and %%%% are"
                    .formatted(directive));
      }
      from = at + 2;
    }
    if (used < values.size()) {
      throw new JinjaException("%%: %d values for %d fields".formatted(values.size(), used));
    }
    return out.append(text.part(from, string.length())).text();
  }
}
