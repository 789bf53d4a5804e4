package dev.heed.models.tokenizer;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a {@link SplitPreTokenizer} looks for. Any number of threads may ask at once. */
interface SplitPattern {
  /** The matches in one piece of text, from left to right. */
  interface Matches {
    /** Goes to the next match; false if there is none. */
    boolean next();

    int start();

    int end();
  }

  Matches in(AlignedText text, int from, int to);

  /** The text itself; it is not empty. */
  static SplitPattern literal(String wanted) {
    return (text, from, to) ->
        new Matches() {
          private int start = from - wanted.length();

          @Override
          public boolean next() {
            for (int at = start + wanted.length(); at + wanted.length() <= to; at++) {
              int i = 0;
              while (i < wanted.length() && text.charAt(at + i) == wanted.charAt(i)) {
                i++;
              }
              if (i == wanted.length()) {
                start = at;
                return true;
              }
            }
            return false;
          }

          @Override
          public int start() {
            return start;
          }

          @Override
          public int end() {
            return start + wanted.length();
          }
        };
  }

  /** Each code point of a set. */
  static SplitPattern anyOf(CodePointSet set) {
    CodePointMask test = new CodePointMask(set);
    return (text, from, to) ->
        new Matches() {
          private int start = from;
          private int end = from;

          @Override
          public boolean next() {
            for (int at = end; at < to; at = end) {
              int codePoint = text.codePointAt(at);
              end = at + Character.charCount(codePoint);
              if (test.contains(codePoint)) {
                start = at;
                return true;
              }
            }
            return false;
          }

          @Override
          public int start() {
            return start;
          }

          @Override
          public int end() {
            return end;
          }
        };
  }

  /**
   * A regular expression.
   *
   * @param source what errors call the file and the place
   */
  static SplitPattern regex(String pattern, String source) {
    RegexProgram program = RegexProgram.of(pattern, source);
    AtomicReference<@Nullable RegexMatcher> spare = new AtomicReference<>();
    return (text, from, to) -> {
      RegexMatcher used = spare.getAndSet(null);
      RegexMatcher matcher = used == null ? new RegexMatcher(program, source) : used;
      matcher.reset(text.units(), from, to);
      return new Matches() {
        private int start = -1;
        private int end = from;

        @Override
        public boolean next() {
          int at = end;
          while (at <= to) {
            int found = matcher.find(at);
            if (found < 0) {
              break;
            }
            // An empty match right behind a match does not count.
            if (matcher.matchEnd() > found || found != end || start < 0) {
              start = found;
              end = matcher.matchEnd();
              return true;
            }
            at = found < to ? found + matcher.width(found) : to + 1;
          }
          spare.set(matcher);
          return false;
        }

        @Override
        public int start() {
          return start;
        }

        @Override
        public int end() {
          return end;
        }
      };
    };
  }
}
