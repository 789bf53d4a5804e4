package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.Namespace;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes expressions. */
final class Evaluator {
  final Budget budget;
  final Operators operators;
  final Printer printer;

  Evaluator(Budget budget) {
    this.budget = budget;
    this.operators = new Operators(budget);
    this.printer = new Printer(budget);
  }

  Value evaluate(Expr expression, Scope scope) {
    budget.enter();
    Value value =
        switch (expression) {
          case Expr.Constant constant -> constant.value();
          case Expr.Name name -> scope.get(name.name());
          case Expr.Unary unary -> unary(unary, scope);
          case Expr.Binary binary ->
              binary(
                  binary.operator(),
                  evaluate(binary.left(), scope),
                  evaluate(binary.right(), scope));
          case Expr.Logic logic -> logic(logic, scope);
          case Expr.Comparison comparison -> Bool.of(holds(comparison, scope));
          case Expr.Concatenation concatenation -> concatenation(concatenation, scope);
          case Expr.Conditional conditional -> conditional(conditional, scope);
          case Expr.Attribute attribute ->
              attribute(evaluate(attribute.of(), scope), attribute.name());
          case Expr.Item item -> item(evaluate(item.of(), scope), evaluate(item.key(), scope));
          case Expr.Slice slice -> slice(slice, scope);
          case Expr.Call call -> call(call, scope, Map.of());
          case Expr.Filter filter ->
              filter(
                  filter.name(),
                  evaluate(filter.input(), scope),
                  arguments(filter.arguments(), scope, Map.of()));
          case Expr.Test test ->
              Bool.of(
                  test(
                      test.name(),
                      evaluate(test.input(), scope),
                      arguments(test.arguments(), scope, Map.of())));
          case Expr.ListOf list -> {
            budget.spendObject(list.items().size());
            yield new Items(evaluateAll(list.items(), scope), list.tuple());
          }
          case Expr.DictOf dict -> dict(dict, scope);
        };
    budget.leave();
    return value;
  }

  private List<Value> evaluateAll(List<Expr> expressions, Scope scope) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value unary(Expr.Unary unary, Scope scope) {
    Value value = evaluate(unary.operand(), scope);
    return switch (unary.operator()) {
      case "not" -> Bool.of(!Operators.truth(value));
      case "-" -> operators.negated(value);
      default -> operators.negated(operators.negated(value));
    };
  }

  private Value binary(String operator, Value left, Value right) {
    if (operator.equals("%") && left instanceof Text text) {
      boolean several = right instanceof Items items && items.tuple();
      return Placeholders.percent(this, text, several ? ((Items) right).values() : List.of(right));
    }
    return operators.binary(operator, left, right);
  }

  private Value logic(Expr.Logic logic, Scope scope) {
    Value left = evaluate(logic.left(), scope);
    return Operators.truth(left) == logic.and() ? evaluate(logic.right(), scope) : left;
  }

  private boolean holds(Expr.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.first(), scope);
    for (Expr.Comparand other : comparison.others()) {
      Value right = evaluate(other.operand(), scope);
      if (!holds(other.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  boolean holds(String operator, Value left, Value right) {
    return switch (operator) {
      case "==" -> operators.equal(left, right);
      case "!=" -> !operators.equal(left, right);
      case "in" -> operators.contains(right, left);
      case "not in" -> !operators.contains(right, left);
      case "<" -> operators.compare(operator, left, right) < 0;
      case "<=" -> operators.compare(operator, left, right) <= 0;
      case ">" -> operators.compare(operator, left, right) > 0;
      default -> operators.compare(operator, left, right) >= 0;
    };
  }

  private Value concatenation(Expr.Concatenation concatenation, Scope scope) {
    TextBuilder text = new TextBuilder(budget);
    for (Expr part : concatenation.parts()) {
      text.append(printer.text(evaluate(part, scope)));
    }
    return text.text();
  }

  private Value conditional(Expr.Conditional conditional, Scope scope) {
    if (Operators.truth(evaluate(conditional.test(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    Expr otherwise = conditional.otherwise();
    return otherwise == null
        ? new Undefined("the value of an 'if' without 'else'")
        : evaluate(otherwise, scope);
  }

  private Value dict(Expr.DictOf dict, Scope scope) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (Expr.Entry entry : dict.entries()) {
      Value key = Operators.key(evaluate(entry.key(), scope));
      entries.put(key, evaluate(entry.value(), scope));
    }
    budget.spendObject(8L * entries.size());
    return new Dict(entries);
  }

  /** {@code value.name}: a method, or else an entry. */
  Value attribute(Value value, String name) {
    Undefined nothing = new Undefined("'%s' of a %s".formatted(name, Operators.type(value)));
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Dict dict -> {
        Callable method = Methods.of(dict, name, this);
        yield method != null ? method : dict.entries().getOrDefault(Text.ofTemplate(name), nothing);
      }
      case Text text -> orElse(TextMethods.of(text, name, this), nothing);
      case Items items -> orElse(Methods.of(items, name, this), nothing);
      case Namespace namespace -> namespace.attributes().getOrDefault(name, nothing);
      case Loop loop -> orElse(loop.attribute(name), nothing);
      default -> nothing;
    };
  }

  private static Value orElse(@Nullable Value value, Value otherwise) {
    return value == null ? otherwise : value;
  }

  /** {@code value[key]}: an entry, or else a method. */
  Value item(Value value, Value key) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (value instanceof Dict dict && isKey(key)) {
      Value found = operators.find(dict, key);
      if (found != null) {
        return found;
      }
    }
    if (value instanceof Items items && Operators.isWhole(key)) {
      int place = place(Operators.whole(key), items.values().size());
      return place < 0 ? outside(value) : items.values().get(place);
    }
    if (value instanceof Text text && Operators.isWhole(key)) {
      int place = place(Operators.whole(key), text.length());
      return place < 0 ? outside(value) : Slices.of(text, place, place + 1, budget);
    }
    return key instanceof Text name
        ? attribute(value, name.string())
        : new Undefined("an item of a " + Operators.type(value));
  }

  private static boolean isKey(Value key) {
    return switch (key) {
      case Items items -> false;
      case Dict dict -> false;
      case Namespace namespace -> false;
      case Callable callable -> false;
      case Undefined undefined -> false;
      default -> true;
    };
  }

  private static Undefined outside(Value value) {
    return new Undefined("an item outside of a " + Operators.type(value));
  }

  private static int place(long index, int size) {
    long place = index < 0 ? index + size : index;
    return place >= 0 && place < size ? (int) place : -1;
  }

  private Value slice(Expr.Slice slice, Scope scope) {
    Value of = evaluate(slice.of(), scope);
    @Nullable Long from = bound(slice.from(), scope);
    @Nullable Long to = bound(slice.to(), scope);
    @Nullable Long step = bound(slice.step(), scope);
    return Slices.of(of, from, to, step == null ? 1 : step, budget);
  }

  private @Nullable Long bound(@Nullable Expr expression, Scope scope) {
    if (expression == null) {
      return null;
    }
    Value value = evaluate(expression, scope);
    return value == Value.None.NONE ? null : (Long) Operators.whole(value);
  }

  /** A call, with further named arguments. */
  Value call(Expr.Call call, Scope scope, Map<String, Value> more) {
    Value callee = evaluate(call.callee(), scope);
    return switch (callee) {
      case Callable callable -> callable.call(arguments(call.arguments(), scope, more));
      case Undefined undefined -> throw undefined.error();
      default -> throw new JinjaException("a %s is called".formatted(Operators.type(callee)));
    };
  }

  Arguments arguments(Expr.Arguments written, Scope scope, Map<String, Value> more) {
    List<Value> positional = evaluateAll(written.positional(), scope);
    if (written.spread() != null) {
      List<Value> spread = operators.iterate(evaluate(written.spread(), scope));
      budget.spendObject(spread.size());
      positional.addAll(spread);
    }
    Map<String, Value> named = new LinkedHashMap<>();
    for (Expr.Named argument : written.named()) {
      named.put(argument.name(), evaluate(argument.value(), scope));
    }
    if (written.spreadNamed() != null
        && evaluate(written.spreadNamed(), scope) instanceof Dict dict) {
      budget.spendObject(8L * dict.entries().size());
      dict.entries().forEach((name, value) -> named.put(printer.text(name).string(), value));
    }
    named.putAll(more);
    return new Arguments(positional, named);
  }

  Value filter(String name, Value input, Arguments arguments) {
    Filters.Filter filter = Filters.named(name);
    if (filter == null) {
      throw new JinjaException("the filter '%s' is not supported".formatted(name));
    }
    budget.spend(1);
    return filter.apply(this, input, arguments);
  }

  boolean test(String name, Value input, Arguments arguments) {
    budget.spend(1);
    return Tests.holds(this, name, input, arguments);
  }
}
