package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Statement.FilterCall;
import dev.heed.models.chat.jinja.Statement.MacroBody;
import dev.heed.models.chat.jinja.Statement.Target;
import dev.heed.models.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads text and blocks. */
final class StatementParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;

  /** Loops that the block being read lies in; a macro begins anew. */
  private int loops;

  private StatementParser(Tokens tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  static List<Statement> parse(String template) {
    Tokens tokens = new Tokens(Lexer.tokens(template));
    StatementParser parser = new StatementParser(tokens);
    List<Statement> statements = parser.body(Set.of());
    if (tokens.current().kind() != Kind.END) {
      throw tokens.error("{%% %s %%} without its block".formatted(tokens.following().text()));
    }
    return statements;
  }

  /** Up to a tag of one of these names, which is left to be read. */
  private List<Statement> body(Set<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      switch (token.kind()) {
        case DATA -> {
          tokens.next();
          statements.add(new Statement.Data(Text.ofTemplate(token.text()), token.line()));
        }
        case PRINT_BEGIN -> {
          tokens.next();
          Expr expression = expressions.tupleOrExpression();
          tokens.expect(Kind.PRINT_END, "}}");
          statements.add(new Statement.Print(expression, token.line()));
        }
        case BLOCK_BEGIN -> {
          String name = tokens.following().text();
          if (ends.contains(name) || (ends.isEmpty() && isEnd(name))) {
            tokens.leave();
            return statements;
          }
          tokens.next();
          statements.addAll(block(tokens.expectName(), token.line()));
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.unexpected("{% " + String.join(" %} or {% ", ends) + " %}");
          }
          tokens.leave();
          return statements;
        }
      }
    }
  }

  private static boolean isEnd(String name) {
    return name.startsWith("end") || name.equals("else") || name.equals("elif");
  }

  private List<Statement> block(String name, int line) {
    return switch (name) {
      case "if" -> List.of(ifBlock(line));
      case "for" -> List.of(forBlock(line));
      case "set" -> List.of(set(line));
      case "macro" -> List.of(macro(line));
      case "call" -> List.of(call(line));
      case "filter" -> List.of(filter(line));
      case "with" -> List.of(with(line));
      // What transformers looks for when it masks a training text; its own scope, like a call's.
      case "generation" ->
          List.of(new Statement.With(List.of(), List.of(), bodyUntil("endgeneration"), line));
      case "break" -> List.of(loopControl(new Statement.Break(line), name));
      case "continue" -> List.of(loopControl(new Statement.Continue(line), name));
      default ->
          throw new JinjaException("the block {%% %s %%} is not supported".formatted(name))
              .at(line);
    };
  }

  /** The rest of a tag, a body, and its end tag. */
  private List<Statement> bodyUntil(String end) {
    endTag();
    List<Statement> body = body(Set.of(end));
    closing();
    endTag();
    return body;
  }

  /** The name in the tag that ended a body. */
  private String closing() {
    tokens.expect(Kind.BLOCK_BEGIN, "{%");
    return tokens.expectName();
  }

  private void endTag() {
    tokens.expect(Kind.BLOCK_END, "%}");
  }

  private Statement ifBlock(int line) {
    List<Statement.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    String tag = "elif";
    while (tag.equals("elif")) {
      Expr test = expressions.tupleOrExpression();
      endTag();
      branches.add(new Statement.Branch(test, body(Set.of("elif", "else", "endif"))));
      tag = closing();
    }
    if (tag.equals("else")) {
      otherwise = bodyUntil("endif");
    } else {
      endTag();
    }
    return new Statement.If(branches, otherwise, line);
  }

  private Statement forBlock(int line) {
    Target target = target(false);
    if (!tokens.takeName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expr items = loopItems();
    @Nullable Expr filter = tokens.takeName("if") ? expressions.expression() : null;
    boolean recursive = tokens.takeName("recursive");
    endTag();
    loops++;
    List<Statement> body = body(Set.of("else", "endfor"));
    loops--;
    List<Statement> otherwise = List.of();
    if (closing().equals("else")) {
      otherwise = bodyUntil("endfor");
    } else {
      endTag();
    }
    return new Statement.For(target, items, filter, recursive, body, otherwise, line);
  }

  private Expr loopItems() {
    Expr first = expressions.or();
    if (!tokens.isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",")) {
      items.add(expressions.or());
    }
    return new Expr.ListOf(items, true);
  }

  private Statement loopControl(Statement control, String name) {
    if (loops == 0) {
      throw tokens.error("{%% %s %%} outside of a loop".formatted(name));
    }
    endTag();
    return control;
  }

  private Statement set(int line) {
    Target target = target(true);
    if (tokens.takeOperator("=")) {
      Expr value = expressions.tupleOrExpression();
      endTag();
      return new Statement.Set(target, value, line);
    }
    List<FilterCall> filters = tokens.takeOperator("|") ? filterCalls() : List.of();
    return new Statement.SetBlock(target, filters, bodyUntil("endset"), line);
  }

  private Target target(boolean mayBeAttribute) {
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    do {
      if (!targets.isEmpty() && tokens.current().kind() != Kind.NAME && !tokens.isOperator("(")) {
        break;
      }
      targets.add(oneTarget(mayBeAttribute));
      several |= tokens.isOperator(",");
    } while (tokens.takeOperator(","));
    return several ? new Target.Each(targets) : targets.getFirst();
  }

  private Target oneTarget(boolean mayBeAttribute) {
    if (tokens.takeOperator("(")) {
      tokens.enter();
      Target inner = target(false);
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    String name = tokens.expectName();
    if (mayBeAttribute && tokens.takeOperator(".")) {
      tokens.read(name);
      return new Target.Attribute(name, tokens.expectName());
    }
    return new Target.Name(name);
  }

  private Statement macro(int line) {
    String name = tokens.expectName();
    return new Statement.MacroBlock(macroBody(name, "endmacro"), line);
  }

  private Statement call(int line) {
    Set<String> outer = tokens.enterMacro();
    Parameters parameters = tokens.isOperator("(") ? parameters() : Parameters.NONE;
    Expr callee = expressions.expression();
    if (!(callee instanceof Expr.Call call)) {
      throw tokens.error("{% call %} is followed by something that is no call");
    }
    MacroBody caller = macroBody("caller", parameters, "endcall", outer);
    return new Statement.CallBlock(call, caller, line);
  }

  private record Parameters(List<String> names, List<Expr> defaults) {
    static final Parameters NONE = new Parameters(List.of(), List.of());
  }

  private MacroBody macroBody(String name, String end) {
    Set<String> outer = tokens.enterMacro();
    return macroBody(name, parameters(), end, outer);
  }

  private MacroBody macroBody(String name, Parameters parameters, String end, Set<String> outer) {
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = bodyUntil(end);
    loops = outerLoops;
    Set<String> read = tokens.leaveMacro(outer);
    return new MacroBody(
        name,
        parameters.names,
        parameters.defaults,
        body,
        read.contains("varargs"),
        read.contains("kwargs"));
  }

  private Parameters parameters() {
    tokens.expectOperator("(");
    List<String> names = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    while (!tokens.takeOperator(")")) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(tokens.expectName());
      if (tokens.takeOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.error("a parameter without a default behind one that has it");
      }
    }
    return new Parameters(names, defaults);
  }

  private Statement filter(int line) {
    List<FilterCall> filters = filterCalls();
    return new Statement.FilterBlock(filters, bodyUntil("endfilter"), line);
  }

  private List<FilterCall> filterCalls() {
    List<FilterCall> filters = new ArrayList<>();
    do {
      String name = expressions.dottedName();
      filters.add(
          new FilterCall(
              name, tokens.isOperator("(") ? expressions.arguments() : Expr.Arguments.NONE));
    } while (tokens.takeOperator("|"));
    return filters;
  }

  private Statement with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(oneTarget(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(targets, values, bodyUntil("endwith"), line);
  }
}
