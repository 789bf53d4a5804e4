package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tokens of a template while they are read, for both parsers. */
final class Tokens {
  /** Expressions and blocks within each other, each of which takes a dozen frames of the stack. */
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int at;
  private int depth;

  /** Variables that were read; a macro looks which ones its body did. */
  private Set<String> namesRead = new HashSet<>();

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token following() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean isOperator(String operator) {
    return current().is(Kind.OPERATOR, operator);
  }

  boolean isName(String name) {
    return current().is(Kind.NAME, name);
  }

  /** Takes an operator if it is there. */
  boolean takeOperator(String operator) {
    return isOperator(operator) && next().kind() == Kind.OPERATOR;
  }

  /** Takes a keyword if it is there. */
  boolean takeName(String name) {
    return isName(name) && next().kind() == Kind.NAME;
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  String expectName() {
    if (current().kind() != Kind.NAME) {
      throw unexpected("a name");
    }
    return next().text();
  }

  void expect(Kind kind, String what) {
    if (current().kind() != kind) {
      throw unexpected(what);
    }
    next();
  }

  JinjaException unexpected(String expected) {
    return error("%s where %s is expected".formatted(current().described(), expected));
  }

  JinjaException error(String what) {
    return new JinjaException(what).at(current().line());
  }

  void read(String name) {
    namesRead.add(name);
  }

  /** Begins to note names afresh; gives those noted so far, for {@link #leaveMacro}. */
  Set<String> enterMacro() {
    Set<String> outer = namesRead;
    namesRead = new HashSet<>();
    return outer;
  }

  /** Gives the names read since; they count as read outside, too. */
  Set<String> leaveMacro(Set<String> outer) {
    Set<String> inner = namesRead;
    outer.addAll(inner);
    namesRead = outer;
    return inner;
  }

  void enter() {
    if (++depth > DEEPEST) {
      throw error("more than %d expressions and blocks within each other".formatted(DEEPEST));
    }
  }

  void leave() {
    depth--;
  }
}
