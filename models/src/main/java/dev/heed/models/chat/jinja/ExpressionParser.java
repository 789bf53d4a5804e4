package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Expr.Arguments;
import dev.heed.models.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions, by the precedences of Jinja 3.1: each method calls the one that binds tighter.
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> NO_ARGUMENT =
      Set.of("else", "or", "and", "is", "not", "in", "if");

  private final Tokens tokens;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** One expression, or several with commas between, which are a tuple. */
  Expr tupleOrExpression() {
    Expr first = expression();
    if (!tokens.isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",") && !endsTuple()) {
      items.add(expression());
    }
    return new Expr.ListOf(items, true);
  }

  private boolean endsTuple() {
    return switch (tokens.current().kind()) {
      case BLOCK_END, PRINT_END, END -> true;
      case OPERATOR -> tokens.isOperator(")") || tokens.isOperator("=");
      default -> false;
    };
  }

  Expr expression() {
    tokens.enter();
    Expr value = or();
    while (tokens.takeName("if")) {
      Expr test = or();
      value = new Expr.Conditional(test, value, tokens.takeName("else") ? expression() : null);
    }
    tokens.leave();
    return value;
  }

  /** Without {@code if … else}: the items of a loop, whose {@code if} is the loop's. */
  Expr or() {
    Expr left = and();
    while (tokens.takeName("or")) {
      left = new Expr.Logic(false, left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (tokens.takeName("and")) {
      left = new Expr.Logic(true, left, not());
    }
    return left;
  }

  private Expr not() {
    if (!tokens.takeName("not")) {
      return comparison();
    }
    tokens.enter();
    Expr negated = new Expr.Unary("not", not());
    tokens.leave();
    return negated;
  }

  private Expr comparison() {
    Expr first = sum();
    List<Expr.Comparand> others = new ArrayList<>();
    while (true) {
      if (tokens.current().kind() == Kind.OPERATOR
          && COMPARISONS.contains(tokens.current().text())) {
        String operator = tokens.next().text();
        others.add(new Expr.Comparand(operator, sum()));
      } else if (tokens.takeName("in")) {
        others.add(new Expr.Comparand("in", sum()));
      } else if (tokens.isName("not") && tokens.following().is(Kind.NAME, "in")) {
        tokens.next();
        tokens.next();
        others.add(new Expr.Comparand("not in", sum()));
      } else {
        return others.isEmpty() ? first : new Expr.Comparison(first, others);
      }
    }
  }

  private Expr sum() {
    Expr left = concatenation();
    while (tokens.isOperator("+") || tokens.isOperator("-")) {
      left = new Expr.Binary(tokens.next().text(), left, concatenation());
    }
    return left;
  }

  private Expr concatenation() {
    Expr first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.takeOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concatenation(parts);
  }

  private Expr product() {
    Expr left = power();
    while (tokens.isOperator("*")
        || tokens.isOperator("/")
        || tokens.isOperator("//")
        || tokens.isOperator("%")) {
      left = new Expr.Binary(tokens.next().text(), left, power());
    }
    return left;
  }

  private Expr power() {
    Expr left = unary(true);
    while (tokens.takeOperator("**")) {
      left = new Expr.Binary("**", left, unary(true));
    }
    return left;
  }

  private Expr unary(boolean withFilters) {
    Expr value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      String operator = tokens.next().text();
      tokens.enter();
      value = new Expr.Unary(operator, unary(false));
      tokens.leave();
    } else {
      value = primary();
    }
    value = postfix(value);
    return withFilters ? filters(value) : value;
  }

  private Expr primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> string(token);
      case INTEGER -> new Expr.Constant(new Value.Int(whole(token)));
      case FLOAT -> new Expr.Constant(new Value.Real(Double.parseDouble(token.text())));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesized();
            case "[" -> list();
            case "{" -> dict();
            default -> throw notAnExpression(token);
          };
      default -> throw notAnExpression(token);
    };
  }

  private static JinjaException notAnExpression(Token token) {
    return new JinjaException("%s where an expression is expected".formatted(token.described()))
        .at(token.line());
  }

  private Expr name(String name) {
    return switch (name) {
      case "true", "True" -> new Expr.Constant(Value.Bool.TRUE);
      case "false", "False" -> new Expr.Constant(Value.Bool.FALSE);
      case "none", "None" -> new Expr.Constant(Value.None.NONE);
      default -> {
        tokens.read(name);
        yield new Expr.Name(name);
      }
    };
  }

  /** Strings one after the other are one. */
  private Expr string(Token first) {
    StringBuilder text = new StringBuilder(first.text());
    while (tokens.current().kind() == Kind.STRING) {
      text.append(tokens.next().text());
    }
    return new Expr.Constant(Text.ofTemplate(text.toString()));
  }

  private static long whole(Token token) {
    try {
      return Long.parseLong(token.text());
    } catch (NumberFormatException e) {
      throw new JinjaException("the number %s has more than 64 bits".formatted(token.text()))
          .at(token.line());
    }
  }

  private Expr parenthesized() {
    if (tokens.takeOperator(")")) {
      return new Expr.ListOf(List.of(), true);
    }
    Expr inner = tupleOrExpression();
    tokens.expectOperator(")");
    return inner;
  }

  private Expr list() {
    List<Expr> items = new ArrayList<>();
    while (!tokens.takeOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("]")) {
          break;
        }
      }
      items.add(expression());
    }
    return new Expr.ListOf(items, false);
  }

  private Expr dict() {
    List<Expr.Entry> entries = new ArrayList<>();
    while (!tokens.takeOperator("}")) {
      if (!entries.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("}")) {
          break;
        }
      }
      Expr key = expression();
      tokens.expectOperator(":");
      entries.add(new Expr.Entry(key, expression()));
    }
    return new Expr.DictOf(entries);
  }

  private Expr postfix(Expr value) {
    Expr result = value;
    while (true) {
      if (tokens.takeOperator(".")) {
        result =
            tokens.current().kind() == Kind.INTEGER
                ? new Expr.Item(result, new Expr.Constant(new Value.Int(whole(tokens.next()))))
                : new Expr.Attribute(result, tokens.expectName());
      } else if (tokens.takeOperator("[")) {
        result = subscript(result);
      } else if (tokens.isOperator("(")) {
        result = new Expr.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  private Expr subscript(Expr of) {
    @Nullable Expr from = tokens.isOperator(":") ? null : tupleOrExpression();
    if (tokens.takeOperator("]") && from != null) {
      return new Expr.Item(of, from);
    }
    tokens.expectOperator(":");
    @Nullable Expr to = endsBound() ? null : expression();
    @Nullable Expr step = null;
    if (tokens.takeOperator(":")) {
      step = endsBound() ? null : expression();
    }
    tokens.expectOperator("]");
    return new Expr.Slice(of, from, to, step);
  }

  private boolean endsBound() {
    return tokens.isOperator(":") || tokens.isOperator("]");
  }

  /** From the opening parenthesis to the closing one. */
  Arguments arguments() {
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Named> named = new ArrayList<>();
    @Nullable Expr spread = null;
    @Nullable Expr spreadNamed = null;
    boolean first = true;
    while (!tokens.takeOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.takeOperator(")")) {
          break;
        }
      }
      first = false;
      if (tokens.takeOperator("*")) {
        spread = expression();
      } else if (tokens.takeOperator("**")) {
        spreadNamed = expression();
      } else if (tokens.current().kind() == Kind.NAME
          && tokens.following().is(Kind.OPERATOR, "=")) {
        String name = tokens.expectName();
        tokens.expectOperator("=");
        named.add(new Expr.Named(name, expression()));
      } else if (named.isEmpty() && spread == null && spreadNamed == null) {
        positional.add(expression());
      } else {
        throw tokens.error("a positional argument behind a named one");
      }
    }
    return new Arguments(positional, named, spread, spreadNamed);
  }

  /** Filters, tests and calls behind a value. */
  private Expr filters(Expr value) {
    Expr result = value;
    while (true) {
      if (tokens.takeOperator("|")) {
        String name = dottedName();
        Arguments arguments = tokens.isOperator("(") ? arguments() : Arguments.NONE;
        result = new Expr.Filter(result, name, arguments);
      } else if (tokens.takeName("is")) {
        result = test(result);
      } else if (tokens.isOperator("(")) {
        result = new Expr.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expectName());
    while (tokens.takeOperator(".")) {
      name.append('.').append(tokens.expectName());
    }
    return name.toString();
  }

  private Expr test(Expr value) {
    boolean negated = tokens.takeName("not");
    String name = dottedName();
    Arguments arguments = Arguments.NONE;
    if (tokens.isOperator("(")) {
      arguments = arguments();
    } else if (beginsArgument()) {
      arguments = new Arguments(List.of(postfix(primary())), List.of(), null, null);
    }
    Expr test = new Expr.Test(value, name, arguments);
    return negated ? new Expr.Unary("not", test) : test;
  }

  private boolean beginsArgument() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> !NO_ARGUMENT.contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> tokens.isOperator("[") || tokens.isOperator("{");
      default -> false;
    };
  }
}
