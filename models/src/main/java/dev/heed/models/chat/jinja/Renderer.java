package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Statement.FilterCall;
import dev.heed.models.chat.jinja.Statement.Target;
import dev.heed.models.chat.jinja.Value.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what statements say. */
final class Renderer {
  /** How a statement ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Evaluator evaluator;
  private int line = 1;

  Renderer(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  Evaluator evaluator() {
    return evaluator;
  }

  /** The line of the statement that was begun last. */
  int line() {
    return line;
  }

  /** What a body writes. */
  Text text(List<Statement> body, Scope scope) {
    TextBuilder out = new TextBuilder(evaluator.budget);
    write(body, scope, out);
    return out.text();
  }

  private Flow write(List<Statement> body, Scope scope, TextBuilder out) {
    evaluator.budget.enter();
    Flow flow = Flow.ON;
    for (Statement statement : body) {
      line = statement.line();
      flow = write(statement, scope, out);
      if (flow != Flow.ON) {
        break;
      }
    }
    evaluator.budget.leave();
    return flow;
  }

  private Flow write(Statement statement, Scope scope, TextBuilder out) {
    switch (statement) {
      case Statement.Data data -> out.append(data.text());
      case Statement.Print print ->
          out.append(evaluator.printer.text(evaluator.evaluate(print.expression(), scope)));
      case Statement.If block -> {
        return write(chosen(block, scope), scope, out);
      }
      case Statement.For loop -> loop(loop, evaluator.evaluate(loop.items(), scope), scope, 0, out);
      case Statement.Set set -> assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
      case Statement.SetBlock set ->
          assign(set.target(), filtered(set.filters(), set.body(), scope), scope);
      case Statement.FilterBlock filter ->
          out.append(evaluator.printer.text(filtered(filter.filters(), filter.body(), scope)));
      case Statement.MacroBlock macro ->
          scope.set(macro.macro().name(), new Macro(macro.macro(), scope, this));
      case Statement.CallBlock call -> {
        Macro caller = new Macro(call.caller(), scope, this);
        Value said = evaluator.call(call.call(), scope, Map.of("caller", caller));
        out.append(evaluator.printer.text(said));
      }
      case Statement.With with -> {
        Scope inner = new Scope(scope);
        for (int i = 0; i < with.targets().size(); i++) {
          assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), scope), inner);
        }
        return write(with.body(), inner, out);
      }
      case Statement.Break end -> {
        return Flow.BREAK;
      }
      case Statement.Continue end -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  private List<Statement> chosen(Statement.If block, Scope scope) {
    for (Statement.Branch branch : block.branches()) {
      if (Operators.truth(evaluator.evaluate(branch.test(), scope))) {
        return branch.body();
      }
    }
    return block.otherwise();
  }

  private Value filtered(List<FilterCall> filters, List<Statement> body, Scope scope) {
    Value value = text(body, new Scope(scope));
    for (FilterCall filter : filters) {
      Arguments arguments = evaluator.arguments(filter.arguments(), scope, Map.of());
      value = evaluator.filter(filter.name(), value, arguments);
    }
    return value;
  }

  private void loop(Statement.For loop, Value over, Scope scope, int depth, TextBuilder out) {
    List<Value> items = chosen(loop, evaluator.operators.iterate(over), scope);
    if (items.isEmpty()) {
      write(loop.otherwise(), new Scope(scope), out);
      return;
    }
    Loop state =
        new Loop(
            items,
            depth,
            loop.recursive() ? (inner, level) -> recursed(loop, inner, scope, level) : null,
            evaluator.operators);
    for (Value item : items) {
      state.advance();
      Scope inner = new Scope(scope);
      inner.set("loop", state);
      assign(loop.target(), item, inner);
      if (write(loop.body(), inner, out) == Flow.BREAK) {
        return;
      }
    }
  }

  private Text recursed(Statement.For loop, Value items, Scope scope, int depth) {
    TextBuilder out = new TextBuilder(evaluator.budget);
    loop(loop, items, scope, depth, out);
    return out.text();
  }

  private List<Value> chosen(Statement.For loop, List<Value> items, Scope scope) {
    Expr filter = loop.filter();
    if (filter == null) {
      return items;
    }
    List<Value> chosen = new ArrayList<>();
    for (Value item : items) {
      Scope inner = new Scope(scope);
      assign(loop.target(), item, inner);
      if (Operators.truth(evaluator.evaluate(filter, inner))) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private void assign(Target target, Value value, Scope scope) {
    evaluator.budget.spend(1);
    switch (target) {
      case Target.Name name -> scope.set(name.name(), value);
      case Target.Attribute attribute -> {
        if (!(scope.get(attribute.namespace()) instanceof Namespace namespace)) {
          throw new JinjaException(
              "'%s' is no namespace, so its '%s' cannot be set"
                  .formatted(attribute.namespace(), attribute.name()));
        }
        namespace.attributes().put(attribute.name(), value);
      }
      case Target.Each each -> {
        List<Value> values = evaluator.operators.iterate(value);
        if (values.size() != each.targets().size()) {
          throw new JinjaException(
              "%d values for %d names".formatted(values.size(), each.targets().size()));
        }
        for (int i = 0; i < values.size(); i++) {
          assign(each.targets().get(i), values.get(i), scope);
        }
      }
    }
  }
}
