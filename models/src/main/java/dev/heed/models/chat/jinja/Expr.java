package dev.heed.models.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of a template. */
sealed interface Expr {
  record Constant(Value value) implements Expr {}

  record Name(String name) implements Expr {}

  /** {@code not}, {@code +} or {@code -}. */
  record Unary(String operator, Expr operand) implements Expr {}

  record Binary(String operator, Expr left, Expr right) implements Expr {}

  /** {@code and} and {@code or}, which give one of their operands. */
  record Logic(boolean and, Expr left, Expr right) implements Expr {}

  /** {@code a < b <= c}: each neighbour is compared. */
  record Comparison(Expr first, List<Comparand> others) implements Expr {}

  record Comparand(String operator, Expr operand) {}

  /** Operands joined by {@code ~}. */
  record Concatenation(List<Expr> parts) implements Expr {}

  record Conditional(Expr test, Expr then, @Nullable Expr otherwise) implements Expr {}

  record Attribute(Expr of, String name) implements Expr {}

  record Item(Expr of, Expr key) implements Expr {}

  record Slice(Expr of, @Nullable Expr from, @Nullable Expr to, @Nullable Expr step)
      implements Expr {}

  record Call(Expr callee, Arguments arguments) implements Expr {}

  record Filter(Expr input, String name, Arguments arguments) implements Expr {}

  record Test(Expr input, String name, Arguments arguments) implements Expr {}

  record ListOf(List<Expr> items, boolean tuple) implements Expr {}

  record DictOf(List<Entry> entries) implements Expr {}

  record Entry(Expr key, Expr value) {}

  /** What stands between the parentheses of a call. */
  record Arguments(
      List<Expr> positional, List<Named> named, @Nullable Expr spread, @Nullable Expr spreadNamed) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), null, null);
  }

  record Named(String name, Expr value) {}
}
