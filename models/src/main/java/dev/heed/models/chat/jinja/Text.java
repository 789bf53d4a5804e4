package dev.heed.models.chat.jinja;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A string that knows which of its characters a user wrote. Immutable; equal to any other of the
 * same characters, whoever wrote them.
 */
public final class Text implements Value {
  private static final int[] NOWHERE = {};
  private static final int[] EVERYWHERE = {0};

  static final Text EMPTY = new Text("", NOWHERE);

  private final String string;

  /** Ascending: where characters of the user begin, where they end, where they begin again, … */
  private final int[] turns;

  /** Whether it counts as HTML: what is added to such a text is escaped, as in Python. */
  private final boolean markup;

  /** Counted when it is asked for; −1 before. Threads that count at once find the same. */
  private int length = -1;

  Text(String string, int[] turns) {
    this(string, turns, false);
  }

  private Text(String string, int[] turns, boolean markup) {
    this.string = string;
    this.turns = turns;
    this.markup = markup;
  }

  /** What a template, or the program, wrote. */
  public static Text ofTemplate(String string) {
    return new Text(string, NOWHERE);
  }

  /** What a user wrote, or anyone else whose special tokens must not count. */
  public static Text ofUser(String string) {
    return of(string, true);
  }

  static Text of(String string, boolean user) {
    return new Text(string, user && !string.isEmpty() ? EVERYWHERE : NOWHERE);
  }

  /** The characters. */
  public String string() {
    return string;
  }

  /** Whether a user wrote the char at an index. */
  public boolean userAt(int index) {
    return (turnsUpTo(index) & 1) != 0;
  }

  /** Where the run of one writer that an index lies in ends. */
  public int runEnd(int index) {
    int turn = turnsUpTo(index);
    return turn < turns.length ? turns[turn] : string.length();
  }

  boolean isMarkup() {
    return markup;
  }

  Text asMarkup() {
    Text marked = new Text(string, turns, true);
    marked.length = length;
    return marked;
  }

  boolean hasUser() {
    return turns.length > 0;
  }

  /** Characters of Unicode, as Python counts. */
  int length() {
    if (length < 0) {
      length = string.codePointCount(0, string.length());
    }
    return length;
  }

  /** True where each character of Unicode is one of the string. */
  boolean isPlain() {
    return length() == string.length();
  }

  /** From one index of the string to before another, in chars. */
  Text part(int from, int to) {
    if (from == 0 && to == string.length()) {
      return this;
    }
    int first = turnsUpTo(from);
    int end = to == 0 ? 0 : turnsUpTo(to - 1);
    boolean user = (first & 1) != 0;
    if (from >= to) {
      return EMPTY;
    }
    int[] shifted = new int[end - first + (user ? 1 : 0)];
    int at = user ? 1 : 0;
    for (int t = first; t < end; t++) {
      shifted[at++] = turns[t] - from;
    }
    return new Text(string.substring(from, to), shifted, markup);
  }

  /**
   * With characters changed one by one, such as to upper case. Where that changes their number all
   * are the user's if one was.
   */
  Text mapped(UnaryOperator<String> change) {
    String changed = change.apply(string);
    return changed.length() == string.length() ? new Text(changed, turns) : of(changed, hasUser());
  }

  /** Number of turns at or before an index. */
  private int turnsUpTo(int index) {
    int found = Arrays.binarySearch(turns, index);
    return found >= 0 ? found + 1 : -found - 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && text.string.equals(string);
  }

  @Override
  public int hashCode() {
    return string.hashCode();
  }

  @Override
  public String toString() {
    return string;
  }
}
