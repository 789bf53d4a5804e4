package dev.heed.app.console;

import com.google.common.base.CharMatcher;

/**
 * The text of an answer while it comes: each piece is seen at once. On a terminal it cannot command
 * the terminal: control characters other than tabs and line ends become spaces.
 */
public final class AnswerText {
  private static final CharMatcher COMMANDS =
      CharMatcher.javaIsoControl().and(CharMatcher.noneOf("\n\t"));

  private final Output out;
  private final boolean terminal;
  private boolean midLine;

  public AnswerText(Console console) {
    this.out = console.out();
    this.terminal = console.terminal().out();
  }

  /** The next piece; may be empty. */
  public void add(String piece) {
    if (!piece.isEmpty()) {
      out.text(terminal ? COMMANDS.replaceFrom(piece, ' ') : piece);
      out.flush();
      midLine = !piece.endsWith("\n");
    }
  }

  /** The answer is over: what comes next begins a line. */
  public void end() {
    if (midLine) {
      out.line("");
      midLine = false;
    }
    out.flush();
  }
}
