package dev.heed.models.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a template: text, a printed expression or a block. */
sealed interface Statement {
  /** In the template's source, from 1. */
  int line();

  record Data(Text text, int line) implements Statement {}

  record Print(Expr expression, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  record Branch(Expr test, List<Statement> body) {}

  record For(
      Target target,
      Expr items,
      @Nullable Expr filter,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record Set(Target target, Expr value, int line) implements Statement {}

  /** The text of a body, through filters if there are any. */
  record SetBlock(Target target, List<FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  record FilterBlock(List<FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  record FilterCall(String name, Expr.Arguments arguments) {}

  record MacroBlock(MacroBody macro, int line) implements Statement {}

  record CallBlock(Expr.Call call, MacroBody caller, int line) implements Statement {}

  record With(List<Target> targets, List<Expr> values, List<Statement> body, int line)
      implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  /** Where a value is put. */
  sealed interface Target {
    record Name(String name) implements Target {}

    record Each(List<Target> targets) implements Target {}

    record Attribute(String namespace, String name) implements Target {}
  }

  /**
   * A macro.
   *
   * @param defaults of the last parameters
   * @param takesMore whether its body asks for varargs
   * @param takesNamed whether its body asks for kwargs
   */
  record MacroBody(
      String name,
      List<String> parameters,
      List<Expr> defaults,
      List<Statement> body,
      boolean takesMore,
      boolean takesNamed) {}
}
