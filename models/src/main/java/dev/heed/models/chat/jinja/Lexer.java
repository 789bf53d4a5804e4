package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts a template into text and the tokens of its tags, and takes the white space away that tags
 * take: with {@code trim_blocks} the line break behind a block, with {@code lstrip_blocks} the
 * blanks before it, and whatever is beside a minus sign.
 */
final class Lexer {
  private static final Pattern RAW_BEGIN = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%}\\s*|%})");
  private static final Pattern RAW_END =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)");
  private static final Pattern FLOAT =
      Pattern.compile("(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER = Pattern.compile("\\d+(?:_\\d+)*");
  private static final Pattern NAME =
      Pattern.compile("[\\w&&[^\\d]]\\w*", Pattern.UNICODE_CHARACTER_CLASS);

  /** The longer ones first. */
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  /** Whether the text that comes begins a line. */
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    lexer.read();
    return lexer.tokens;
  }

  private void read() {
    while (at < source.length()) {
      int tag = nextTag(at);
      if (tag < 0) {
        add(Kind.DATA, source.substring(at), at);
        at = source.length();
      } else {
        tag(tag);
      }
    }
    add(Kind.END, "", at);
  }

  private int nextTag(int from) {
    for (int brace = source.indexOf('{', from);
        brace >= 0 && brace + 1 < source.length();
        brace = source.indexOf('{', brace + 1)) {
      char next = source.charAt(brace + 1);
      if (next == '%' || next == '{' || next == '#') {
        return brace;
      }
    }
    return -1;
  }

  private void tag(int begin) {
    char kind = source.charAt(begin + 1);
    char sign = charAt(begin + 2);
    boolean signed = sign == '-' || sign == '+';
    addText(begin, kind != '{', signed ? sign : ' ');
    Matcher raw = matcher(RAW_BEGIN, begin);
    if (kind == '%' && raw.lookingAt()) {
      at = raw.end();
      raw();
      return;
    }
    at = begin + (signed ? 3 : 2);
    switch (kind) {
      case '#' -> comment();
      case '%' -> {
        add(Kind.BLOCK_BEGIN, "", begin);
        inside(Kind.BLOCK_END, '%');
      }
      default -> {
        add(Kind.PRINT_BEGIN, "", begin);
        inside(Kind.PRINT_END, '}');
      }
    }
  }

  /** The text up to a tag. */
  private void addText(int end, boolean block, char sign) {
    int to = end;
    if (sign == '-') {
      to = Whitespace.skipBack(source, at, end);
    } else if (sign != '+' && block) {
      int blanks = end;
      while (blanks > at && " \t".indexOf(source.charAt(blanks - 1)) >= 0) {
        blanks--;
      }
      boolean fromLineStart = blanks > at ? source.charAt(blanks - 1) == '\n' : lineStarts;
      to = fromLineStart ? blanks : end;
    }
    add(Kind.DATA, source.substring(at, to), at);
    at = end;
    lineStarts = false;
  }

  private void raw() {
    Matcher end = RAW_END.matcher(source);
    if (!end.find(at)) {
      throw error("there is no {% endraw %} for a {% raw %}");
    }
    lineStarts = source.charAt(at - 1) == '\n';
    String sign = end.group(1);
    addText(end.start(), true, sign.isEmpty() ? ' ' : sign.charAt(0));
    at = end.end();
    lineStarts = source.charAt(at - 1) == '\n';
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw error("a comment {# has no end #}");
    }
    char sign = end > at ? source.charAt(end - 1) : ' ';
    at = end + 2;
    takeSpaceBehind(sign);
  }

  /** Behind the end of a block or comment. */
  private void takeSpaceBehind(char sign) {
    if (sign == '-') {
      at = Whitespace.skip(source, at, source.length());
    } else if (sign != '+' && charAt(at) == '\n') {
      at++;
    }
    lineStarts = source.charAt(at - 1) == '\n';
  }

  /** The tokens of a block or print tag and its end. */
  private void inside(Kind endKind, char endChar) {
    Deque<Character> open = new ArrayDeque<>();
    int begin = at;
    while (at < source.length()) {
      if (open.isEmpty() && end(endKind, endChar)) {
        return;
      }
      char unit = source.charAt(at);
      if (Whitespace.is(unit)) {
        at++;
      } else if (unit == '"' || unit == '\'') {
        string(unit);
      } else if (!number() && !name()) {
        operator(open);
      }
    }
    at = begin;
    throw error("a tag has no end " + (endChar == '%' ? "%}" : "}}"));
  }

  private boolean end(Kind kind, char endChar) {
    char sign = source.charAt(at);
    boolean signed = sign == '-' || (sign == '+' && endChar == '%');
    int from = signed ? at + 1 : at;
    if (charAt(from) != endChar || charAt(from + 1) != '}') {
      return false;
    }
    add(kind, "", at);
    at = from + 2;
    if (endChar == '%') {
      takeSpaceBehind(signed ? sign : ' ');
    } else {
      at = sign == '-' ? Whitespace.skip(source, at, source.length()) : at;
      lineStarts = source.charAt(at - 1) == '\n';
    }
    return true;
  }

  private void string(char quote) {
    int begin = at;
    int end = begin + 1;
    while (charAt(end) != quote) {
      if (end >= source.length()) {
        throw error("a string has no end");
      }
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    add(Kind.STRING, Escapes.decode(source.substring(begin + 1, end)), begin);
    at = end + 1;
  }

  private boolean number() {
    boolean behindDot = source.charAt(at - 1) == '.';
    Matcher real = matcher(FLOAT, at);
    if (!behindDot && real.lookingAt()) {
      return take(Kind.FLOAT, real);
    }
    Matcher whole = matcher(INTEGER, at);
    return whole.lookingAt() && take(Kind.INTEGER, whole);
  }

  private boolean name() {
    Matcher name = matcher(NAME, at);
    return name.lookingAt() && take(Kind.NAME, name);
  }

  private boolean take(Kind kind, Matcher found) {
    String text = kind == Kind.NAME ? found.group() : found.group().replace("_", "");
    add(kind, text, at);
    at = found.end();
    return true;
  }

  private void operator(Deque<Character> open) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        balance(operator.charAt(0), open);
        add(Kind.OPERATOR, operator, at);
        at += operator.length();
        return;
      }
    }
    throw error("unexpected character '%s'".formatted(source.charAt(at)));
  }

  private void balance(char operator, Deque<Character> open) {
    switch (operator) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != operator) {
          throw error("unexpected '%s'".formatted(operator));
        }
      }
      default -> {}
    }
  }

  private Matcher matcher(Pattern pattern, int from) {
    return pattern.matcher(source).region(from, source.length());
  }

  private char charAt(int index) {
    return index < source.length() ? source.charAt(index) : '\0';
  }

  private void add(Kind kind, String text, int begin) {
    if (kind != Kind.DATA || !text.isEmpty()) {
      tokens.add(new Token(kind, text, lineOf(begin)));
    }
  }

  /** Tokens come in the order of their places, so lines are counted once. */
  private int lineOf(int place) {
    for (; counted < place; counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
      }
    }
    return line;
  }

  private JinjaException error(String what) {
    return new JinjaException(what).at(lineOf(at));
  }
}
