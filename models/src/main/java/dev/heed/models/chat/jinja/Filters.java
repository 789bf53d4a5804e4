package dev.heed.models.chat.jinja;

import static java.util.Map.entry;

import dev.heed.models.chat.jinja.Arguments.Bound;
import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.None;
import dev.heed.models.chat.jinja.Value.Real;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters of one value; those of lists are in {@link ListFilters}. */
final class Filters {
  /** What stands behind a bar. */
  @FunctionalInterface
  interface Filter {
    Value apply(Evaluator in, Value input, Arguments arguments);
  }

  private static final Pattern WORD_BEGINS = Pattern.compile("(?<=^|[-\\s({\\[<])[^-\\s({\\[<]+");

  private static final Map<String, Filter> FILTERS =
      Map.ofEntries(
          entry("abs", Filters::abs),
          entry("attr", Filters::attr),
          entry("capitalize", mapped(TextMethods::capitalized)),
          entry("d", Filters::defaulted),
          entry("default", Filters::defaulted),
          entry("e", Filters::escape),
          entry("escape", Filters::escape),
          entry("float", Filters::real),
          entry(
              "format",
              (in, input, arguments) ->
                  Placeholders.percent(in, in.printer.text(input), arguments.positional())),
          entry("indent", Filters::indent),
          entry("int", Filters::whole),
          entry("items", Filters::items),
          entry("lower", mapped(string -> string.toLowerCase(Locale.ROOT))),
          entry("replace", Filters::replace),
          entry("round", Filters::round),
          entry("safe", (in, input, arguments) -> in.printer.text(input).asMarkup()),
          entry("string", (in, input, arguments) -> in.printer.text(input)),
          entry("title", mapped(Filters::title)),
          entry("tojson", Filters::json),
          entry("trim", Filters::trim),
          entry("upper", mapped(string -> string.toUpperCase(Locale.ROOT))),
          entry("wordcount", Filters::words));

  private Filters() {}

  static @Nullable Filter named(String name) {
    Filter filter = FILTERS.get(name);
    return filter != null ? filter : ListFilters.named(name);
  }

  private static Filter mapped(UnaryOperator<String> change) {
    return (in, input, arguments) -> {
      Text text = in.printer.text(input);
      in.budget.spend(text.string().length());
      return text.mapped(change);
    };
  }

  /** Jinja's own rule: words part at white space, hyphens and opening brackets. */
  private static String title(String string) {
    return WORD_BEGINS
        .matcher(string)
        .replaceAll(word -> Matcher.quoteReplacement(TextMethods.capitalized(word.group())));
  }

  private static Value abs(Evaluator in, Value input, Arguments arguments) {
    return input instanceof Real number
        ? new Real(Math.abs(number.value()))
        : new Int(Math.abs(Operators.whole(input)));
  }

  private static Value attr(Evaluator in, Value input, Arguments arguments) {
    String name = arguments.bind("attr", "name").text(0).string();
    return input instanceof Dict
        ? new Undefined("attribute '%s' of a dict".formatted(name))
        : in.attribute(input, name);
  }

  private static Value defaulted(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("default", "default_value", "boolean");
    boolean missing = input instanceof Undefined || (bound.flag(1) && !Operators.truth(input));
    return missing ? bound.or(0, Text.EMPTY) : input;
  }

  /** The digits of a number; what is none is at least looked at. */
  private static String digits(Evaluator in, Text text) {
    String digits = TextMethods.strip(in.budget, text, null, true, true).string();
    in.budget.spend(digits.length());
    return digits;
  }

  private static Value escape(Evaluator in, Value input, Arguments arguments) {
    return Markup.escaped(in.budget, in.printer.text(input));
  }

  private static Value whole(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("int", "default", "base");
    Value otherwise = bound.or(0, new Int(0));
    int base = bound.whole(1, 10);
    if (input instanceof Real number) {
      return Double.isFinite(number.value()) ? new Int((long) number.value()) : otherwise;
    }
    if (input instanceof Text text) {
      String digits = digits(in, text);
      try {
        return new Int(Long.parseLong(digits, base));
      } catch (NumberFormatException e) {
        Double number = parsed(digits);
        return number == null || !Double.isFinite(number) ? otherwise : new Int(number.longValue());
      }
    }
    return Operators.isWhole(input) ? new Int(Operators.whole(input)) : otherwise;
  }

  private static Value real(Evaluator in, Value input, Arguments arguments) {
    Value otherwise = arguments.bind("float", "default").or(0, new Real(0));
    if (input instanceof Text text) {
      Double number = parsed(digits(in, text));
      return number == null ? otherwise : new Real(number);
    }
    return Operators.isNumber(input) ? new Real(Operators.real(input)) : otherwise;
  }

  private static @Nullable Double parsed(String digits) {
    if (!digits.matches("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?")) {
      return null;
    }
    return Double.parseDouble(digits);
  }

  private static Value round(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("round", "precision", "method");
    String method = bound.has(1) ? bound.text(1).string() : "common";
    int precision = Math.clamp(bound.whole(0, 0), -300, 300);
    if (Operators.isWhole(input) && method.equals("common")) {
      return precision >= 0 ? new Int(Operators.whole(input)) : rounded(input, precision, method);
    }
    return rounded(input, precision, method);
  }

  private static Value rounded(Value input, int precision, String method) {
    double value = Operators.real(input);
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default ->
              throw new JinjaException(
                  "round by '%s'; expected common, ceil or floor".formatted(method));
        };
    return Double.isFinite(value)
        ? new Real(new BigDecimal(value).setScale(precision, mode).doubleValue())
        : new Real(value);
  }

  private static Value items(Evaluator in, Value input, Arguments arguments) {
    return switch (input) {
      case Dict dict -> Methods.pairs(dict, in);
      case Undefined undefined -> Items.list(List.of());
      default ->
          throw new JinjaException(
              "items of a %s; expected a dict".formatted(Operators.type(input)));
    };
  }

  private static Value replace(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("replace", "old", "new", "count");
    return TextMethods.replace(
        in.budget,
        in.printer.text(input),
        in.printer.text(bound.required(0)),
        in.printer.text(bound.required(1)),
        bound.whole(2, -1));
  }

  private static Value trim(Evaluator in, Value input, Arguments arguments) {
    Value chars = arguments.bind("trim", "chars").or(0, None.NONE);
    return TextMethods.strip(
        in.budget,
        in.printer.text(input),
        chars instanceof Text text ? text.string() : null,
        true,
        true);
  }

  private static Value words(Evaluator in, Value input, Arguments arguments) {
    Value words = new Int(0);
    boolean within = false;
    long count = 0;
    String string = in.printer.text(input).string();
    in.budget.spend(string.length());
    for (int point : string.codePoints().toArray()) {
      boolean word = Character.isLetterOrDigit(point) || point == '_';
      count += word && !within ? 1 : 0;
      within = word;
    }
    return count == 0 ? words : new Int(count);
  }

  private static Value indent(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("indent", "width", "first", "blank");
    Text by =
        bound.has(0) && bound.required(0) instanceof Text text
            ? text
            : Text.ofTemplate(" ".repeat(Math.clamp(bound.whole(0, 4), 0, 10_000)));
    Text newLine = Text.ofTemplate("\n");
    Text all = new TextBuilder(in.budget).append(in.printer.text(input)).append(newLine).text();
    TextBuilder out = new TextBuilder(in.budget);
    boolean first = true;
    for (Value line : TextMethods.lines(in.budget, all)) {
      Text text = in.printer.text(line);
      if (!first) {
        out.append(newLine);
      }
      if (first ? bound.flag(1) : bound.flag(2) || !text.string().isEmpty()) {
        out.append(by);
      }
      out.append(text);
      first = false;
    }
    return out.text();
  }

  private static Value json(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    @Nullable String indent = null;
    Value given = bound.or(1, None.NONE);
    if (given instanceof Text text) {
      indent = text.string();
    } else if (given != None.NONE) {
      indent = " ".repeat(Math.clamp(bound.whole(1, 0), 0, 1_000));
    }
    String between = indent == null ? ", " : ",";
    String behindKey = ": ";
    if (bound.has(2) && bound.required(2) instanceof Items items && items.values().size() == 2) {
      between = in.printer.text(items.values().get(0)).string();
      behindKey = in.printer.text(items.values().get(1)).string();
    }
    boolean ascii = bound.or(0, Bool.FALSE).equals(Bool.TRUE);
    return new JsonWriter(in.budget, indent, between, behindKey, bound.flag(3), ascii).write(input);
  }
}
