package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Arguments.Bound;
import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The methods of strings. What they cut out and put together keeps its writers. */
final class TextMethods {
  private TextMethods() {}

  static @Nullable Callable of(Text text, String name, Evaluator in) {
    return switch (name) {
      case "strip" -> arguments -> strip(in.budget, text, chars(name, arguments), true, true);
      case "lstrip" -> arguments -> strip(in.budget, text, chars(name, arguments), true, false);
      case "rstrip" -> arguments -> strip(in.budget, text, chars(name, arguments), false, true);
      case "upper" -> arguments -> mapped(in.budget, text, s -> s.toUpperCase(Locale.ROOT));
      case "lower" -> arguments -> mapped(in.budget, text, s -> s.toLowerCase(Locale.ROOT));
      case "title" -> arguments -> mapped(in.budget, text, TextMethods::title);
      case "capitalize" -> arguments -> mapped(in.budget, text, TextMethods::capitalized);
      case "startswith" -> arguments -> any(in.budget, text, name, arguments, String::startsWith);
      case "endswith" -> arguments -> any(in.budget, text, name, arguments, String::endsWith);
      case "removeprefix" ->
          arguments -> {
            String prefix = arguments.bind(name, "prefix").text(0).string();
            String all = text.string();
            in.budget.spend(all.length());
            return all.startsWith(prefix) ? text.part(prefix.length(), all.length()) : text;
          };
      case "removesuffix" ->
          arguments -> {
            String suffix = arguments.bind(name, "suffix").text(0).string();
            String all = text.string();
            in.budget.spend(all.length());
            return all.endsWith(suffix) ? text.part(0, all.length() - suffix.length()) : text;
          };
      case "replace" ->
          arguments -> {
            Bound bound = arguments.bind(name, "old", "new", "count");
            return replace(in.budget, text, bound.text(0), bound.text(1), bound.whole(2, -1));
          };
      case "split" ->
          arguments -> {
            Bound bound = arguments.bind(name, "sep", "maxsplit");
            return new Items(split(in.budget, text, bound), false);
          };
      case "rsplit" ->
          arguments -> {
            Bound bound = arguments.bind(name, "sep", "maxsplit");
            return new Items(splitBack(in.budget, text, bound), false);
          };
      case "partition" ->
          arguments -> partition(in.budget, text, arguments.bind(name, "sep").text(0), false);
      case "rpartition" ->
          arguments -> partition(in.budget, text, arguments.bind(name, "sep").text(0), true);
      case "splitlines" -> arguments -> new Items(lines(in.budget, text), false);
      case "join" ->
          arguments -> {
            Value parts = arguments.bind(name, "iterable").required(0);
            return join(in, text, in.operators.iterate(parts));
          };
      case "format" -> arguments -> Placeholders.format(in, text, arguments);
      case "find" ->
          arguments ->
              place(in.budget, text, Search.first(in.budget, text.string(), sub(name, arguments)));
      case "rfind" ->
          arguments ->
              place(in.budget, text, Search.last(in.budget, text.string(), sub(name, arguments)));
      case "count" -> arguments -> new Int(count(in.budget, text, sub(name, arguments)));
      case "isdigit", "isdecimal", "isnumeric" ->
          arguments -> all(in.budget, text, Character::isDigit);
      case "isalpha" -> arguments -> all(in.budget, text, Character::isLetter);
      case "isalnum" -> arguments -> all(in.budget, text, Character::isLetterOrDigit);
      case "isspace" -> arguments -> all(in.budget, text, point -> Whitespace.is((char) point));
      case "isupper" ->
          arguments -> ofCase(in.budget, text, Character::isLowerCase, Character::isUpperCase);
      case "islower" ->
          arguments -> ofCase(in.budget, text, Character::isUpperCase, Character::isLowerCase);
      default -> null;
    };
  }

  private static String sub(String name, Arguments arguments) {
    return arguments.bind(name, "sub").text(0).string();
  }

  private static Text mapped(Budget budget, Text text, UnaryOperator<String> change) {
    budget.spend(text.string().length());
    return text.mapped(change);
  }

  private static @Nullable String chars(String name, Arguments arguments) {
    Value chars = arguments.bind(name, "chars").or(0, Value.None.NONE);
    return chars instanceof Text text ? text.string() : null;
  }

  /** Without white space, or some characters, at its ends. */
  static Text strip(Budget budget, Text text, @Nullable String chars, boolean left, boolean right) {
    String string = text.string();
    int from = 0;
    int to = string.length();
    while (left && from < to && strips(budget, string.charAt(from), chars)) {
      from++;
    }
    while (right && to > from && strips(budget, string.charAt(to - 1), chars)) {
      to--;
    }
    if (to - from < string.length()) {
      budget.spend(to - from);
    }
    return text.part(from, to);
  }

  private static boolean strips(Budget budget, char unit, @Nullable String chars) {
    budget.spend(chars == null ? 1 : chars.length());
    return chars == null ? Whitespace.is(unit) : chars.indexOf(unit) >= 0;
  }

  static String capitalized(String string) {
    if (string.isEmpty()) {
      return string;
    }
    int end = string.offsetByCodePoints(0, 1);
    int first = Character.toTitleCase(string.codePointAt(0));
    return Character.toString(first) + string.substring(end).toLowerCase(Locale.ROOT);
  }

  /** Each run of letters with a capital. */
  private static String title(String string) {
    StringBuilder out = new StringBuilder();
    boolean[] within = {false};
    string
        .codePoints()
        .forEach(point -> {
          boolean letter = Character.isLetter(point);
          int titled =
              !letter
                  ? point
                  : within[0] ? Character.toLowerCase(point) : Character.toTitleCase(point);
          out.appendCodePoint(titled);
          within[0] = letter;
        });
    return out.toString();
  }

  /** Whether the text passes with one string, or with one of a tuple. */
  private static Value any(
      Budget budget,
      Text text,
      String name,
      Arguments arguments,
      BiPredicate<String, String> passes) {
    Value wanted = arguments.bind(name, "prefix").required(0);
    List<Value> all = wanted instanceof Items items ? items.values() : List.of(wanted);
    for (Value one : all) {
      if (!(one instanceof Text part)) {
        throw new JinjaException(
            "%s is asked for a %s; expected a string".formatted(name, Operators.type(one)));
      }
      budget.spend(1 + Math.min(part.string().length(), text.string().length()));
      if (passes.test(text.string(), part.string())) {
        return Bool.TRUE;
      }
    }
    return Bool.FALSE;
  }

  /** The first {@code count} occurrences replaced; all where it is below 0. */
  static Text replace(Budget budget, Text text, Text old, Text by, int count) {
    String string = text.string();
    TextBuilder out = new TextBuilder(budget);
    Search search = new Search(budget, string, old.string());
    int from = 0;
    int left = count < 0 ? Integer.MAX_VALUE : count;
    int at = search.next(0);
    while (at >= 0 && left-- > 0) {
      out.append(text.part(from, at)).append(by);
      from = at + old.string().length();
      if (old.string().isEmpty()) { // stands before each character, and at the end
        if (at == string.length()) {
          break;
        }
        at = string.offsetByCodePoints(at, 1);
      } else {
        at = search.next(from);
      }
    }
    return out.append(text.part(from, string.length())).text();
  }

  private static List<Value> split(Budget budget, Text text, Bound bound) {
    String string = text.string();
    int most = bound.whole(1, -1);
    List<Value> parts = new ArrayList<>();
    if (bound.or(0, Value.None.NONE) == Value.None.NONE) {
      budget.spend(string.length());
      int from = Whitespace.skip(string, 0, string.length());
      while (from < string.length()) {
        int end = from;
        while (end < string.length() && !Whitespace.is(string.charAt(end))) {
          end++;
        }
        if (parts.size() == most) {
          parts.add(text.part(from, string.length()));
          return parts;
        }
        parts.add(text.part(from, end));
        from = Whitespace.skip(string, end, string.length());
      }
      return parts;
    }
    String separator = separator(bound.text(0));
    Search search = new Search(budget, string, separator);
    int from = 0;
    for (int at = search.next(0); at >= 0 && parts.size() != most; at = search.next(from)) {
      parts.add(text.part(from, at));
      from = at + separator.length();
    }
    parts.add(text.part(from, string.length()));
    return parts;
  }

  private static List<Value> splitBack(Budget budget, Text text, Bound bound) {
    String string = text.string();
    int most = bound.whole(1, -1);
    if (most < 0) {
      return split(budget, text, bound);
    }
    budget.spend(string.length());
    String separator = separator(bound.text(0));
    List<Value> parts = new ArrayList<>();
    Search.Backward search = Search.Backward.of(budget, string, separator);
    int to = string.length();
    while (parts.size() < most) {
      int at = search.before(to);
      if (at < 0) {
        break;
      }
      parts.addFirst(text.part(at + separator.length(), to));
      to = at;
    }
    parts.addFirst(text.part(0, to));
    return parts;
  }

  private static String separator(Text separator) {
    if (separator.string().isEmpty()) {
      throw new JinjaException("split is called with an empty separator");
    }
    return separator.string();
  }

  private static Value partition(Budget budget, Text text, Text by, boolean last) {
    String string = text.string();
    String separator = separator(by);
    budget.spend(string.length());
    int at =
        last ? Search.last(budget, string, separator) : Search.first(budget, string, separator);
    if (at < 0) {
      return last
          ? Items.tuple(Text.EMPTY, Text.EMPTY, text)
          : Items.tuple(text, Text.EMPTY, Text.EMPTY);
    }
    int end = at + separator.length();
    return Items.tuple(text.part(0, at), text.part(at, end), text.part(end, string.length()));
  }

  /** By whatever Python takes for the end of a line. */
  static List<Value> lines(Budget budget, Text text) {
    String string = text.string();
    budget.spend(string.length());
    List<Value> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < string.length(); at++) {
      if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(string.charAt(at)) >= 0) {
        lines.add(text.part(from, at));
        if (string.startsWith("\r\n", at)) {
          at++;
        }
        from = at + 1;
      }
    }
    if (from < string.length()) {
      lines.add(text.part(from, string.length()));
    }
    return lines;
  }

  /** Parts with a text between; what is no string is printed. */
  static Text join(Evaluator in, Text between, List<Value> parts) {
    TextBuilder out = new TextBuilder(in.budget);
    boolean first = true;
    for (Value part : parts) {
      if (!first) {
        out.append(between);
      }
      first = false;
      in.budget.spend(1);
      out.append(in.printer.text(part));
    }
    return out.text();
  }

  private static Value place(Budget budget, Text text, int at) {
    budget.spend(Math.max(0, at));
    return new Int(at < 0 ? -1 : text.string().codePointCount(0, at));
  }

  private static long count(Budget budget, Text text, String part) {
    if (part.isEmpty()) {
      return text.length() + 1L;
    }
    Search search = new Search(budget, text.string(), part);
    long count = 0;
    for (int at = search.next(0); at >= 0; at = search.next(at + part.length())) {
      count++;
    }
    return count;
  }

  private static Value all(Budget budget, Text text, IntPredicate kind) {
    budget.spend(text.string().length());
    return Bool.of(!text.string().isEmpty() && text.string().codePoints().allMatch(kind));
  }

  private static Value ofCase(Budget budget, Text text, IntPredicate never, IntPredicate once) {
    budget.spend(text.string().length());
    String string = text.string();
    return Bool.of(string.codePoints().noneMatch(never) && string.codePoints().anyMatch(once));
  }
}
