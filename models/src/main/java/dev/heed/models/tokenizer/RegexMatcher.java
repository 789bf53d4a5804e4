package dev.heed.models.tokenizer;

import java.util.Arrays;

/** Runs a {@link RegexProgram} over one piece of text. Scratch memory of one thread. */
final class RegexMatcher {
  private static final int NO_MATCH = -1;

  /**
   * Steps that any text may take, and those for each of its units; patterns in use take some ten.
   */
  private static final long STEPS = 10_000_000;

  private static final long STEPS_PER_UNIT = 100;

  private final RegexProgram program;
  private final int[] code;
  private final CodePointMask[] sets;
  private final String source;

  private char[] units = {};
  private int begin;
  private int end;
  private long stepsLeft;

  /** Where to go on when a way leads nowhere: instruction, place, and the least place of a run. */
  private int[] stack = new int[96];

  private int top;

  /** The way that {@link #retreat} found. */
  private int openPc;

  private int openAt;

  /**
   * @param source what errors call the pattern
   */
  RegexMatcher(RegexProgram program, String source) {
    this.program = program;
    this.code = program.instructions;
    this.sets = program.sets;
    this.source = source;
  }

  /** Looks at units[from, to) from now on, and at nothing beyond. */
  void reset(char[] text, int from, int to) {
    units = text;
    begin = from;
    end = to;
    stepsLeft = STEPS + STEPS_PER_UNIT * (to - from);
  }

  /** The first place from {@code from} on where a match begins, or −1. */
  int find(int from) {
    CodePointMask first = program.first;
    int at = from;
    while (true) {
      if (first != null) {
        while (at < end && !first.contains(codePointAt(at))) {
          at += width(at);
        }
        if (at >= end) {
          return NO_MATCH;
        }
      }
      matchEnd = run(0, at);
      if (matchEnd >= 0) {
        return at;
      }
      if (at >= end) {
        return NO_MATCH;
      }
      at += width(at);
    }
  }

  private int matchEnd;

  /** Where the match that was found last ends. */
  int matchEnd() {
    return matchEnd;
  }

  int width(int at) {
    return Character.isHighSurrogate(units[at]) && at + 1 < end ? 2 : 1;
  }

  private int codePointAt(int at) {
    char unit = units[at];
    return Character.isHighSurrogate(unit) && at + 1 < end
        ? Character.toCodePoint(unit, units[at + 1])
        : unit;
  }

  /**
   * Where the match that begins at {@code from} ends, or −1. Nested only as deep as the pattern.
   */
  private int run(int start, int from) {
    int base = top;
    int pc = start;
    int at = from;
    while (true) {
      if (--stepsLeft < 0) {
        top = 0;
        throw new TokenizerFormatException(
            "%s: the regular expression takes more than %,d steps on a text of %,d UTF-16 units; it backtracks without end"
                .formatted(source, STEPS + STEPS_PER_UNIT * (end - begin), end - begin));
      }
      int op = code[pc];
      if (op == RegexProgram.DONE) {
        top = base;
        return at;
      }
      boolean goesOn =
          switch (op) {
            case RegexProgram.MEMBER -> {
              if (at < end && sets[code[pc + 1]].contains(codePointAt(at))) {
                at += width(at);
                pc += 2;
                yield true;
              }
              yield false;
            }
            case RegexProgram.RUN, RegexProgram.OWN_RUN -> {
              int least = least(pc, at);
              if (least < 0) {
                yield false;
              }
              int most = most(pc, least);
              if (most > least && code[pc] == RegexProgram.RUN) {
                push(pc, most, least);
              }
              at = most;
              pc += 4;
              yield true;
            }
            case RegexProgram.LAZY_RUN -> {
              int least = least(pc, at);
              if (least < 0) {
                yield false;
              }
              push(pc, least, code[pc + 3] - code[pc + 2]);
              at = least;
              pc += 4;
              yield true;
            }
            case RegexProgram.SPLIT -> {
              push(code[pc + 2], at, -1);
              pc = code[pc + 1];
              yield true;
            }
            case RegexProgram.JUMP -> {
              pc = code[pc + 1];
              yield true;
            }
            case RegexProgram.GUARD -> {
              boolean fits = at < end && sets[code[pc + 1]].contains(codePointAt(at));
              pc = fits ? pc + 3 : code[pc + 2];
              yield true;
            }
            case RegexProgram.AHEAD -> {
              boolean found = run(pc + 3, at) >= 0;
              boolean negative = code[pc + 1] == 1;
              pc = code[pc + 2];
              yield found != negative;
            }
            case RegexProgram.ATOMIC -> {
              int stop = run(pc + 2, at);
              pc = code[pc + 1];
              at = stop;
              yield stop >= 0;
            }
            case RegexProgram.BEHIND -> {
              boolean found = at > begin && sets[code[pc + 1]].contains(codePointBefore(at));
              boolean negative = code[pc + 2] == 1;
              pc += 3;
              yield found != negative;
            }
            case RegexProgram.PLACE -> {
              boolean fits = isAt(RegexProgram.PLACES.get(code[pc + 1]), at);
              pc += 2;
              yield fits;
            }
            default -> throw new IllegalStateException("instruction " + op);
          };
      if (!goesOn) {
        if (!retreat(base)) {
          return NO_MATCH;
        }
        pc = openPc;
        at = openAt;
      }
    }
  }

  /** Takes the way that was left open last, if there is one above {@code base}. */
  private boolean retreat(int base) {
    while (top > base) {
      int pc = stack[top - 3];
      int at = stack[top - 2];
      int left = stack[top - 1];
      if (left < 0) { // of a SPLIT
        top -= 3;
        openPc = pc;
        openAt = at;
        return true;
      }
      openPc = pc + 4;
      if (code[pc] == RegexProgram.RUN) {
        openAt = at - (Character.isLowSurrogate(units[at - 1]) ? 2 : 1);
        stack[top - 2] = openAt;
        top -= openAt > left ? 0 : 3;
        return true;
      }
      if (left > 0 && at < end && sets[code[pc + 1]].contains(codePointAt(at))) {
        openAt = at + width(at);
        stack[top - 2] = openAt;
        stack[top - 1] = left - 1;
        return true;
      }
      top -= 3;
    }
    return false;
  }

  private boolean isAt(RegexNode.Place place, int at) {
    return switch (place) {
      case TEXT_START -> at == begin;
      case TEXT_END -> at == end;
      case LAST_LINE_END -> at == end || (at == end - 1 && units[at] == '\n');
      case LINE_START -> at == begin || (units[at - 1] == '\n' && at < end);
      case LINE_END -> at == end || units[at] == '\n';
      case WORD_BOUNDARY -> isBoundary(at);
      case NO_WORD_BOUNDARY -> !isBoundary(at);
    };
  }

  private boolean isBoundary(int at) {
    boolean before = at > begin && program.word.contains(codePointBefore(at));
    boolean after = at < end && program.word.contains(codePointAt(at));
    return before != after;
  }

  private int codePointBefore(int at) {
    return Character.codePointBefore(units, at, begin);
  }

  /** Where the least number of a run's code points from {@code at} on ends, or −1. */
  private int least(int pc, int at) {
    CodePointMask set = sets[code[pc + 1]];
    int place = at;
    for (int i = code[pc + 2]; i > 0; i--) {
      if (place >= end || !set.contains(codePointAt(place))) {
        return NO_MATCH;
      }
      place += width(place);
    }
    return place;
  }

  /** Where the most of a run's code points end, the least of which end at {@code least}. */
  private int most(int pc, int least) {
    CodePointMask set = sets[code[pc + 1]];
    int left = code[pc + 3] - code[pc + 2];
    int place = least;
    while (left-- > 0 && place < end) {
      char unit = units[place];
      if (Character.isSurrogate(unit)) {
        if (!set.contains(codePointAt(place))) {
          break;
        }
        place += width(place);
      } else if (set.contains(unit)) {
        place++;
      } else {
        break;
      }
    }
    stepsLeft -= (place - least) >> 3; // a unit of a run takes an eighth of a step's time
    return place;
  }

  private void push(int pc, int at, int least) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, 2 * stack.length);
    }
    stack[top++] = pc;
    stack[top++] = at;
    stack[top++] = least;
  }
}
