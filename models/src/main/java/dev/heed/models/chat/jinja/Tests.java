package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.None;
import dev.heed.models.chat.jinja.Value.Real;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.util.Locale;
import java.util.function.Predicate;

/** What stands behind {@code is}. */
final class Tests {
  private Tests() {}

  static boolean holds(Evaluator in, String name, Value value, Arguments arguments) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == None.NONE;
      case "boolean" -> value instanceof Bool;
      case "true" -> value.equals(Bool.TRUE);
      case "false" -> value.equals(Bool.FALSE);
      case "integer" -> value instanceof Int;
      case "float" -> value instanceof Real;
      case "number" -> Operators.isNumber(value);
      case "string" -> value instanceof Text;
      case "mapping" -> value instanceof Dict;
      case "callable" -> value instanceof Callable;
      case "iterable", "sequence" ->
          switch (value) {
            case Text text -> true;
            case Items items -> true;
            case Dict dict -> true;
            case Undefined undefined -> true;
            default -> false;
          };
      case "odd" -> Math.floorMod(Operators.whole(value), 2L) == 1;
      case "even" -> Math.floorMod(Operators.whole(value), 2L) == 0;
      case "divisibleby" ->
          in.operators.binary("%", value, other(name, arguments)).equals(new Int(0));
      case "lower" -> is(in, value, string -> string.equals(string.toLowerCase(Locale.ROOT)));
      case "upper" -> is(in, value, string -> string.equals(string.toUpperCase(Locale.ROOT)));
      case "==", "eq", "equalto" -> in.holds("==", value, other(name, arguments));
      case "!=", "ne" -> in.holds("!=", value, other(name, arguments));
      case "<", "lt", "lessthan" -> in.holds("<", value, other(name, arguments));
      case "<=", "le" -> in.holds("<=", value, other(name, arguments));
      case ">", "gt", "greaterthan" -> in.holds(">", value, other(name, arguments));
      case ">=", "ge" -> in.holds(">=", value, other(name, arguments));
      case "in" -> in.holds("in", value, other(name, arguments));
      case "sameas" -> same(in, value, other(name, arguments));
      default -> throw new JinjaException("the test '%s' is not supported".formatted(name));
    };
  }

  /** Of scalars; whether two lists are one object no template can know otherwise, nor here. */
  private static boolean same(Evaluator in, Value a, Value b) {
    if (a instanceof Items || a instanceof Dict) {
      throw new JinjaException("sameas of a %s is not supported".formatted(Operators.type(a)));
    }
    return Operators.type(a).equals(Operators.type(b)) && in.operators.equal(a, b);
  }

  private static Value other(String name, Arguments arguments) {
    return arguments.bind(name, "other").required(0);
  }

  private static boolean is(Evaluator in, Value value, Predicate<String> property) {
    String string = in.printer.text(value).string();
    in.budget.spend(string.length());
    return string.codePoints().anyMatch(Character::isLetter) && property.test(string);
  }
}
