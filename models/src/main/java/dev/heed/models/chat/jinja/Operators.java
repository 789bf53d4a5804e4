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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operators do with values, which is what Python's do. */
final class Operators {
  private final Budget budget;

  Operators(Budget budget) {
    this.budget = budget;
  }

  static boolean truth(Value value) {
    return switch (value) {
      case None none -> false;
      case Bool bool -> bool.value();
      case Int number -> number.value() != 0;
      case Real number -> number.value() != 0;
      case Text text -> !text.string().isEmpty();
      case Undefined undefined -> false;
      case Items items -> !items.values().isEmpty();
      case Dict dict -> !dict.entries().isEmpty();
      case Namespace namespace -> true;
      case Callable callable -> true;
    };
  }

  /** As Python calls it. */
  static String type(Value value) {
    return switch (value) {
      case None none -> "NoneType";
      case Bool bool -> "bool";
      case Int number -> "int";
      case Real number -> "float";
      case Text text -> "str";
      case Undefined undefined -> "Undefined";
      case Items items -> items.tuple() ? "tuple" : "list";
      case Dict dict -> "dict";
      case Namespace namespace -> "Namespace";
      case Callable callable -> "function";
    };
  }

  static boolean isWhole(Value value) {
    return value instanceof Int || value instanceof Bool;
  }

  static boolean isNumber(Value value) {
    return isWhole(value) || value instanceof Real;
  }

  static long whole(Value value) {
    return switch (value) {
      case Int number -> number.value();
      case Bool bool -> bool.value() ? 1 : 0;
      default -> throw new JinjaException("expected a whole number, not a " + type(value));
    };
  }

  static double real(Value value) {
    return value instanceof Real number ? number.value() : whole(value);
  }

  /** A value as a key of a dictionary: 1, 1.0 and True are one. */
  static Value key(Value value) {
    return switch (value) {
      case Text text -> text;
      case Int number -> number;
      case None none -> none;
      case Bool bool -> new Int(whole(bool));
      case Real number ->
          number.value() == Math.rint(number.value()) && Math.abs(number.value()) < 0x1p53
              ? new Int((long) number.value())
              : number;
      case Undefined undefined -> throw undefined.error();
      default -> throw new JinjaException("a %s as the key of a dict".formatted(type(value)));
    };
  }

  boolean equal(Value a, Value b) {
    budget.enter();
    boolean equal =
        switch (a) {
          case Text text -> b instanceof Text other && equal(text, other);
          case Items items -> b instanceof Items other && equal(items, other);
          case Dict dict -> b instanceof Dict other && equal(dict, other);
          case Undefined undefined -> b instanceof Undefined;
          default -> (isNumber(a) && isNumber(b)) ? compareNumbers(a, b) == 0 : a.equals(b);
        };
    budget.leave();
    return equal;
  }

  private boolean equal(Text a, Text b) {
    if (a.string().length() != b.string().length()) {
      return false;
    }
    budget.spend(a.string().length());
    return a.equals(b);
  }

  private boolean equal(Items a, Items b) {
    if (a.tuple() != b.tuple() || a.values().size() != b.values().size()) {
      return false;
    }
    for (int i = 0; i < a.values().size(); i++) {
      if (!equal(a.values().get(i), b.values().get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean equal(Dict a, Dict b) {
    if (a.entries().size() != b.entries().size()) {
      return false;
    }
    for (Map.Entry<Value, Value> entry : a.entries().entrySet()) {
      Value other = b.entries().get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /** Below 0, 0 or above 0; NaN is a case of its own that no template needs. */
  int compare(String operator, Value a, Value b) {
    budget.enter();
    int order;
    if (isNumber(a) && isNumber(b)) {
      order = compareNumbers(a, b);
    } else if (a instanceof Text left && b instanceof Text right) {
      budget.spend(left.string().length());
      order = compareTexts(left.string(), right.string());
    } else if (a instanceof Items left && b instanceof Items right) {
      order = compareItems(operator, left.values(), right.values());
    } else {
      throw unsupported(operator, a, b);
    }
    budget.leave();
    return order;
  }

  private int compareItems(String operator, List<Value> a, List<Value> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return compare(operator, a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareNumbers(Value a, Value b) {
    return isWhole(a) && isWhole(b)
        ? Long.compare(whole(a), whole(b))
        : Double.compare(real(a) + 0.0, real(b) + 0.0); // −0 is 0
  }

  /** By code points, not by the halves of surrogate pairs. */
  private static int compareTexts(String a, String b) {
    int at = 0;
    while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    if (at == a.length() || at == b.length()) {
      return Integer.compare(a.length(), b.length());
    }
    boolean surrogates = Character.isSurrogate(a.charAt(at)) && Character.isSurrogate(b.charAt(at));
    boolean one = Character.isSurrogate(a.charAt(at)) != Character.isSurrogate(b.charAt(at));
    int order = Character.compare(a.charAt(at), b.charAt(at));
    return one && !surrogates ? (Character.isSurrogate(a.charAt(at)) ? 1 : -1) : order;
  }

  /** The entry of a key, or null. A key is compared with the one that is there. */
  @Nullable Value find(Dict dict, Value key) {
    if (key instanceof Text text) {
      budget.spend(text.string().length());
    }
    return dict.entries().get(key(key));
  }

  boolean contains(Value container, Value item) {
    return switch (container) {
      case Text text -> {
        if (!(item instanceof Text part)) {
          throw new JinjaException("'in' a str asks for a str, not a " + type(item));
        }
        yield Search.first(budget, text.string(), part.string()) >= 0;
      }
      case Items items -> items.values().stream().anyMatch(value -> equal(value, item));
      case Dict dict -> find(dict, item) != null;
      case Undefined undefined -> false;
      default -> throw new JinjaException("'in' a " + type(container));
    };
  }

  Value binary(String operator, Value a, Value b) {
    if (a instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (isNumber(a) && isNumber(b)) {
      return isWhole(a) && isWhole(b) && !operator.equals("/")
          ? wholeNumbers(operator, whole(a), whole(b))
          : realNumbers(operator, real(a), real(b));
    }
    if (operator.equals("+") && a instanceof Text left && b instanceof Text right) {
      return Markup.sum(budget, left, right);
    }
    if (operator.equals("+")
        && a instanceof Items left
        && b instanceof Items right
        && left.tuple() == right.tuple()) {
      List<Value> all = new ArrayList<>(left.values());
      all.addAll(right.values());
      budget.spendObject(all.size());
      return new Items(all, left.tuple());
    }
    if (operator.equals("*") && (isWhole(a) || isWhole(b))) {
      return isWhole(a) ? repeated(b, whole(a), a) : repeated(a, whole(b), b);
    }
    throw unsupported(operator, a, b);
  }

  private Value repeated(Value value, long times, Value factor) {
    if (value instanceof Text text) {
      TextBuilder all = new TextBuilder(budget);
      for (long i = 0; i < times && !text.string().isEmpty(); i++) {
        all.append(text);
      }
      return all.text();
    }
    if (value instanceof Items items) {
      List<Value> all = new ArrayList<>();
      for (long i = 0; i < times && !items.values().isEmpty(); i++) {
        budget.spend(items.values().size());
        all.addAll(items.values());
      }
      return new Items(all, items.tuple());
    }
    throw unsupported("*", value, factor);
  }

  private static Value wholeNumbers(String operator, long a, long b) {
    try {
      return switch (operator) {
        case "+" -> new Int(Math.addExact(a, b));
        case "-" -> new Int(Math.subtractExact(a, b));
        case "*" -> new Int(Math.multiplyExact(a, b));
        case "//" -> new Int(Math.floorDivExact(a, b));
        case "%" -> new Int(Math.floorMod(a, b));
        case "**" ->
            b < 0
                ? new Real(Math.pow((double) a, (double) b))
                : new Int(Math.powExact(a, power(b)));
        default -> throw new IllegalArgumentException(operator);
      };
    } catch (ArithmeticException e) {
      throw new JinjaException(
          "%d %s %d: %s".formatted(a, operator, b, b == 0 ? "division by zero" : "over 64 bits"));
    }
  }

  private static int power(long b) {
    if (b > 1_000) {
      throw new JinjaException("a power of %d is not supported".formatted(b));
    }
    return (int) b;
  }

  private static Value realNumbers(String operator, double a, double b) {
    if (b == 0 && operator.matches("//?|%")) {
      throw new JinjaException("%s %s %s: division by zero".formatted(a, operator, b));
    }
    return new Real(
        switch (operator) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "*" -> a * b;
          case "/" -> a / b;
          case "//" -> Math.floor(a / b);
          case "%" -> a - b * Math.floor(a / b);
          case "**" -> Math.pow(a, b);
          default -> throw new IllegalArgumentException(operator);
        });
  }

  Value negated(Value value) {
    return switch (value) {
      case Real number -> new Real(-number.value());
      case Undefined undefined -> throw undefined.error();
      default -> wholeNumbers("-", 0, whole(value));
    };
  }

  /** The items that a loop over a value sees. */
  List<Value> iterate(Value value) {
    return switch (value) {
      case Items items -> items.values();
      case Dict dict -> {
        budget.spendObject(dict.entries().size());
        yield List.copyOf(dict.entries().keySet());
      }
      case Undefined undefined -> List.of();
      case Text text -> {
        List<Value> characters = new ArrayList<>();
        String string = text.string();
        for (int at = 0; at < string.length(); ) {
          int end = string.offsetByCodePoints(at, 1);
          budget.spendObject(1);
          characters.add(text.part(at, end));
          at = end;
        }
        yield characters;
      }
      default -> throw new JinjaException("a %s cannot be iterated".formatted(type(value)));
    };
  }

  private static JinjaException unsupported(String operator, Value a, Value b) {
    return new JinjaException("%s %s %s is not supported".formatted(type(a), operator, type(b)));
  }
}
