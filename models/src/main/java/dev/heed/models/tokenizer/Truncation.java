package dev.heed.models.tokenizer;

/**
 * How a sequence is kept within a number of tokens.
 *
 * @param maxTokens special tokens included
 * @param strategy which of two texts gives way; a text alone always does
 * @param keepEnd whether the end of a text is kept instead of its beginning
 */
record Truncation(int maxTokens, Strategy strategy, boolean keepEnd) {
  enum Strategy {
    /** The longer text, until both are equally long, then both. */
    LONGEST_FIRST,
    ONLY_FIRST,
    ONLY_SECOND
  }

  /** How many tokens of each text stay. */
  record Kept(int first, int second) {}

  static Truncation to(int maxTokens) {
    return new Truncation(maxTokens, Strategy.LONGEST_FIRST, false);
  }

  Truncation withMaxTokens(int limit) {
    return new Truncation(limit, strategy, keepEnd);
  }

  /**
   * How many tokens of each text of a pair decide what is kept: a text of more may be read no
   * further. When the longer of two long texts gets the odd token, it takes all of them to know
   * which that is.
   */
  int enough(int room, boolean pair) {
    boolean lengthsMatter = pair && strategy == Strategy.LONGEST_FIRST && room % 2 == 1;
    return keepEnd || lengthsMatter || room == Integer.MAX_VALUE ? Integer.MAX_VALUE : room + 1;
  }

  /**
   * What stays of two texts of {@code first} and {@code second} tokens where there is room for
   * {@code room}.
   *
   * @throws IllegalArgumentException if the text that must give way is too short for that
   */
  Kept keep(int first, int second, int room) {
    if ((long) first + second <= room) {
      return new Kept(first, second);
    }
    if (room == 0) {
      return new Kept(0, 0);
    }
    return switch (strategy) {
      case LONGEST_FIRST -> keepOfLongest(first, second, room);
      case ONLY_FIRST -> new Kept(rest(second, room, "first"), second);
      case ONLY_SECOND -> new Kept(first, rest(first, room, "second"));
    };
  }

  private static Kept keepOfLongest(int first, int second, int room) {
    int half = room / 2;
    int shorter = Math.min(first, second);
    int keptOfShorter = Math.min(shorter, half);
    int keptOfLonger = room - keptOfShorter;
    return first <= second
        ? new Kept(keptOfShorter, keptOfLonger)
        : new Kept(keptOfLonger, keptOfShorter);
  }

  private static int rest(int other, int room, String which) {
    int kept = room - other;
    if (kept <= 0) {
      throw new IllegalArgumentException(
          "only the %s text may be cut, and the other leaves it none of the %,d tokens that there is room for; shorten the other, or allow more tokens"
              .formatted(which, room));
    }
    return kept;
  }
}
