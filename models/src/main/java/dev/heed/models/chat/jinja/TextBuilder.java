package dev.heed.models.chat.jinja;

import java.util.Arrays;

/** Puts texts together and remembers who wrote what. Each character is paid for. */
final class TextBuilder {
  private final Budget budget;
  private final StringBuilder string = new StringBuilder();
  private int[] turns = new int[4];
  private int turnCount;

  TextBuilder(Budget budget) {
    this.budget = budget;
  }

  TextBuilder append(Text text) {
    String added = text.string();
    for (int from = 0; from < added.length(); ) {
      int to = text.runEnd(from);
      append(added, from, to, text.userAt(from));
      from = to;
    }
    return this;
  }

  TextBuilder append(String added, boolean user) {
    append(added, 0, added.length(), user);
    return this;
  }

  private void append(String added, int from, int to, boolean user) {
    if (from == to) {
      return;
    }
    budget.spend(to - from);
    if (((turnCount & 1) != 0) != user) {
      if (turnCount == turns.length) {
        turns = Arrays.copyOf(turns, 2 * turnCount);
      }
      turns[turnCount++] = string.length();
    }
    string.append(added, from, to);
  }

  Text text() {
    budget.spendObject(0);
    return new Text(string.toString(), Arrays.copyOf(turns, turnCount));
  }
}
