package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.RegexNode.Ahead;
import dev.heed.models.tokenizer.RegexNode.Alternatives;
import dev.heed.models.tokenizer.RegexNode.At;
import dev.heed.models.tokenizer.RegexNode.Atomic;
import dev.heed.models.tokenizer.RegexNode.Behind;
import dev.heed.models.tokenizer.RegexNode.Choice;
import dev.heed.models.tokenizer.RegexNode.Member;
import dev.heed.models.tokenizer.RegexNode.Place;
import dev.heed.models.tokenizer.RegexNode.Repeat;
import dev.heed.models.tokenizer.RegexNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression in the syntax of Oniguruma (its Ruby form), which tokenizer.json files
 * are written in. What cannot change which tokens come out (captures, names, comments) is read
 * over; what is not supported is refused by name.
 */
final class RegexParser {
  /** Those in use have some 600. */
  private static final int LONGEST = 1 << 14;

  private static final int DEEPEST = 64;
  private static final int MOST_REPEATS = 1000;

  private final String pattern;
  private final String source;
  private final RegexSets sets;
  private int at;
  private int depth;

  /** Whether case is ignored, and whether the dot takes a line break, where the parser stands. */
  private boolean ignoreCase;

  private boolean dotTakesAll;

  private RegexParser(String pattern, String source) {
    this.pattern = pattern;
    this.source = source;
    this.sets = new RegexSets(UnicodeCategories.pinned());
  }

  /**
   * @param source what errors call the file and the place
   */
  static RegexNode parse(String pattern, String source) {
    if (pattern.length() > LONGEST) {
      throw new TokenizerFormatException(
          "%s: the pattern has %,d UTF-16 units; expected %,d at most"
              .formatted(source, pattern.length(), LONGEST));
    }
    RegexParser parser = new RegexParser(pattern, source);
    RegexNode node = parser.alternatives();
    if (parser.at < pattern.length()) {
      throw parser.error("there is a ')' without its '('");
    }
    return node;
  }

  private RegexNode alternatives() {
    if (++depth > DEEPEST) {
      throw error("groups nest deeper than " + DEEPEST);
    }
    boolean outerCase = ignoreCase;
    boolean outerDot = dotTakesAll;
    List<RegexNode> options = new ArrayList<>();
    do {
      options.add(sequence());
    } while (takes('|'));
    ignoreCase = outerCase;
    dotTakesAll = outerDot;
    depth--;
    return options.size() == 1 ? options.getFirst() : new Alternatives(options);
  }

  private RegexNode sequence() {
    List<RegexNode> parts = new ArrayList<>();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  private RegexNode repeated(RegexNode atom) {
    RegexNode node = atom;
    while (at < pattern.length()) {
      int min;
      int max;
      boolean interval = false;
      char c = pattern.charAt(at);
      if (c == '*' || c == '+' || c == '?') {
        at++;
        min = c == '+' ? 1 : 0;
        max = c == '?' ? 1 : RegexNode.UNBOUNDED;
      } else if (c == '{') {
        int[] bounds = interval();
        if (bounds.length == 0) {
          return node; // a brace that is only a brace
        }
        min = bounds[0];
        max = bounds[1];
        interval = true;
      } else {
        return node;
      }
      node = repeat(node, min, max, choice(interval, interval && min == max));
    }
    return node;
  }

  /**
   * @param interval whether it stands behind an interval
   * @param exact whether that has one number
   */
  private Choice choice(boolean interval, boolean exact) {
    if (takes('?')) {
      if (exact) {
        throw error("'?' after '{n}' is not supported");
      }
      return Choice.LAZY;
    }
    // After an interval, '+' repeats it: so it is in the syntax of Ruby.
    return !interval && takes('+') ? Choice.POSSESSIVE : Choice.GREEDY;
  }

  private RegexNode repeat(RegexNode body, int min, int max, Choice choice) {
    if (body.canBeEmpty() && max > 1) {
      throw error("a repetition of what can be empty is not supported");
    }
    return new Repeat(body, min, max, choice);
  }

  /** Reads {n}, {n,}, {,m} or {n,m}; empty, and nothing read, if it is none of them. */
  private int[] interval() {
    int close = pattern.indexOf('}', at);
    String inside = close < 0 ? "" : pattern.substring(at + 1, close);
    if (!inside.matches("[0-9]{1,6}(,[0-9]{0,6})?|,[0-9]{1,6}")) {
      return new int[0];
    }
    int comma = inside.indexOf(',');
    String low = comma < 0 ? inside : inside.substring(0, comma);
    String high = comma < 0 ? inside : inside.substring(comma + 1);
    int min = low.isEmpty() ? 0 : Integer.parseInt(low);
    int max = high.isEmpty() ? RegexNode.UNBOUNDED : Integer.parseInt(high);
    if (min > MOST_REPEATS || (max != RegexNode.UNBOUNDED && max > MOST_REPEATS) || min > max) {
      throw error("{%s}: expected bounds in order, of %,d at most".formatted(inside, MOST_REPEATS));
    }
    at = close + 1;
    return new int[] {min, max};
  }

  private RegexNode atom() {
    int c = next();
    return switch (c) {
      case '(' -> group();
      case '[' -> new Member(sets.cased(new ClassParser().read(), ignoreCase));
      case '.' ->
          new Member(dotTakesAll ? CodePointSet.ALL : CodePointSet.range('\n', '\n').complement());
      case '^' -> new At(Place.LINE_START);
      case '$' -> new At(Place.LINE_END);
      case '*', '+', '?' -> throw error("there is nothing before '%c' to repeat".formatted(c));
      case '\\' -> escape();
      default -> literal(c);
    };
  }

  private RegexNode literal(int codePoint) {
    return new Member(sets.cased(CodePointSet.range(codePoint, codePoint), ignoreCase));
  }

  private RegexNode group() {
    RegexNode node;
    if (!takes('?')) {
      node = alternatives();
    } else if (takes(':')) {
      node = alternatives();
    } else if (takes('=')) {
      node = new Ahead(alternatives(), false);
    } else if (takes('!')) {
      node = new Ahead(alternatives(), true);
    } else if (takes('>')) {
      node = new Atomic(alternatives());
    } else if (takes('#')) {
      while (at < pattern.length() && pattern.charAt(at) != ')') {
        at++;
      }
      node = new Sequence(List.of());
    } else if (takes('<')) {
      node = behindOrNamed();
    } else {
      return flags();
    }
    close();
    return node;
  }

  private RegexNode behindOrNamed() {
    boolean negative = takes('!');
    if (negative || takes('=')) {
      if (alternatives() instanceof Member member) {
        return new Behind(member.set(), negative);
      }
      throw error("looking behind is supported for one character, or one of a set");
    }
    while (at < pattern.length() && pattern.charAt(at) != '>') {
      at++;
    }
    if (!takes('>')) {
      throw error("the name of a group has no end");
    }
    return alternatives();
  }

  /** Either for the group that they begin, or for what is left of the group round them. */
  private RegexNode flags() {
    boolean outerCase = ignoreCase;
    boolean outerDot = dotTakesAll;
    boolean on = true;
    while (true) {
      int flag = next();
      switch (flag) {
        case 'i' -> ignoreCase = on;
        case 'm' -> dotTakesAll = on;
        case '-' -> on = false;
        case ')' -> {
          // The rest of the group, its further alternatives included, is of the flags' scope.
          return alternatives();
        }
        case ':' -> {
          RegexNode node = alternatives();
          ignoreCase = outerCase;
          dotTakesAll = outerDot;
          close();
          return node;
        }
        default -> throw error("(?%c…) is not supported".formatted(flag));
      }
    }
  }

  private void close() {
    if (!takes(')')) {
      throw error("a '(' has no ')'");
    }
  }

  private RegexNode escape() {
    int c = next();
    return switch (c) {
      case 'b' -> new At(Place.WORD_BOUNDARY);
      case 'B' -> new At(Place.NO_WORD_BOUNDARY);
      case 'A' -> new At(Place.TEXT_START);
      case 'z' -> new At(Place.TEXT_END);
      case 'Z' -> new At(Place.LAST_LINE_END);
      default -> new Member(sets.cased(escaped(c), ignoreCase));
    };
  }

  /** What a backslash and {@code c} stand for, inside brackets or outside. */
  private CodePointSet escaped(int c) {
    return switch (c) {
      case 's' -> sets.space();
      case 'S' -> sets.space().complement();
      case 'd' -> sets.digit();
      case 'D' -> sets.digit().complement();
      case 'w' -> sets.word();
      case 'W' -> sets.word().complement();
      case 'h' -> sets.hexDigit();
      case 'H' -> sets.hexDigit().complement();
      case 'p' -> property(false);
      case 'P' -> property(true);
      default -> {
        int one = escapedCodePoint(c);
        yield CodePointSet.range(one, one);
      }
    };
  }

  private int escapedCodePoint(int c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 0x07;
      case 'e' -> 0x1B;
      case 'u' -> hex(4, 4);
      case 'x' -> {
        if (!takes('{')) {
          yield hex(1, 2);
        }
        int value = hex(1, 8);
        if (!takes('}')) {
          throw error("\\x{ has no '}'");
        }
        yield value;
      }
      default -> {
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
          throw error("\\%c is not supported".formatted(c));
        }
        yield c;
      }
    };
  }

  private int hex(int least, int most) {
    int end = at;
    while (end < pattern.length()
        && end < at + most
        && Character.digit(pattern.charAt(end), 16) >= 0) {
      end++;
    }
    long value = end - at < least ? Long.MAX_VALUE : Long.parseLong(pattern, at, end, 16);
    if (value > Character.MAX_CODE_POINT) {
      throw error("expected a code point in hexadecimal digits");
    }
    at = end;
    return (int) value;
  }

  private CodePointSet property(boolean inverted) {
    int close = pattern.indexOf('}', at);
    if (!takes('{') || close < 0) {
      throw error("\\p must be followed by a name in braces");
    }
    boolean caret = takes('^');
    String name = pattern.substring(at, close);
    at = close + 1;
    CodePointSet set =
        sets.property(name)
            .orElseThrow(() ->
                error(
                    "\\p{%s} is not supported; known are %s"
                        .formatted(name, String.join(", ", sets.propertyNames()))));
    return inverted == caret ? set : set.complement();
  }

  /** Reads from behind a '[' to its ']'. */
  private final class ClassParser {
    private CodePointSet all = CodePointSet.NONE;

    CodePointSet read() {
      if (++depth > DEEPEST) {
        throw error("brackets nest deeper than " + DEEPEST);
      }
      boolean inverted = takes('^');
      CodePointSet before = CodePointSet.ALL;
      boolean first = true;
      while (first || !peeks(']')) {
        if (peeks("&&")) {
          at += 2;
          before = before.intersection(all);
          all = CodePointSet.NONE;
        } else {
          item();
        }
        first = false;
      }
      at++;
      depth--;
      CodePointSet set = before.intersection(all);
      return inverted ? set.complement() : set;
    }

    private void item() {
      int c = next();
      if (c == '[') {
        if (peeks(":")) {
          throw error("[[:…:]] is not supported; write \\p{…}");
        }
        all = all.union(new ClassParser().read());
        return;
      }
      if (c == '\\') {
        int escaped = next();
        if ("sSdDwWhHpP".indexOf(escaped) >= 0) {
          all = all.union(escaped(escaped));
          return;
        }
        c = escaped == 'b' ? '\b' : escapedCodePoint(escaped);
      }
      int last = c;
      if (peeks("-") && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
        int dash = at++;
        if (peeks("[") || peeks("&&")) {
          at = dash;
        } else {
          last = end(c, dash);
        }
      }
      all = all.union(CodePointSet.range(c, last));
    }

    /** The last code point of a range, or the first again if the dash is only a dash. */
    private int end(int first, int dash) {
      int c = next();
      if (c == '\\') {
        int escaped = next();
        if ("sSdDwWhHpP".indexOf(escaped) >= 0) {
          at = dash;
          return first;
        }
        c = escaped == 'b' ? '\b' : escapedCodePoint(escaped);
      }
      if (c < first) {
        throw error("a range in brackets ends before it begins");
      }
      return c;
    }
  }

  private boolean peeks(char c) {
    if (at >= pattern.length()) {
      throw error("a '[' has no ']'");
    }
    return pattern.charAt(at) == c;
  }

  private boolean peeks(String text) {
    return pattern.startsWith(text, at);
  }

  private boolean takes(char c) {
    boolean there = at < pattern.length() && pattern.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private int next() {
    if (at >= pattern.length()) {
      throw error("it ends too early");
    }
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private TokenizerFormatException error(String what) {
    return new TokenizerFormatException(
        "%s: regular expression %s, at %d: %s".formatted(source, Quoted.of(pattern), at, what));
  }
}
