package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SplitPattern.Matches;

/**
 * Cuts at the matches of a pattern.
 *
 * @param inverted whether what lies between the matches counts as matched
 */
record SplitPreTokenizer(SplitPattern pattern, Behavior behavior, boolean inverted)
    implements PreTokenizer {
  /** What becomes of a match. */
  enum Behavior {
    /** It is left out. */
    REMOVED,
    /** It is a piece. */
    ISOLATED,
    /** It belongs to the piece before it. */
    MERGED_WITH_PREVIOUS,
    /** It belongs to the piece after it. */
    MERGED_WITH_NEXT,
    /** It is a piece together with the matches that it touches. */
    CONTIGUOUS
  }

  @Override
  public boolean split(AlignedText text, int from, int to, Sink sink) {
    Cut cut = new Cut(text, sink);
    Matches matches = pattern.in(text, from, to);
    int done = from;
    while (matches.next()) {
      if (!cut.take(done, matches.start(), false)
          || !cut.take(matches.start(), matches.end(), true)) {
        return false;
      }
      done = matches.end();
    }
    return cut.take(done, to, false) && cut.flush();
  }

  /** Joins what belongs together; a piece waits here until it is known to be whole. */
  private final class Cut {
    private final AlignedText text;
    private final Sink sink;
    private int start;
    private int end;
    private boolean lastMatched;

    Cut(AlignedText text, Sink sink) {
      this.text = text;
      this.sink = sink;
    }

    boolean take(int from, int to, boolean match) {
      if (from == to && !match) {
        return true; // nothing lies between two matches
      }
      boolean matched = match != inverted;
      boolean joins =
          switch (behavior) {
            case REMOVED, ISOLATED -> false;
            case MERGED_WITH_PREVIOUS -> matched && !lastMatched && start < end;
            case MERGED_WITH_NEXT -> !matched && lastMatched && start < end;
            case CONTIGUOUS -> matched == lastMatched && start < end;
          };
      lastMatched = matched;
      if (joins) {
        end = to;
        return true;
      }
      boolean goesOn = flush();
      if (behavior != Behavior.REMOVED || !matched) {
        start = from;
        end = to;
      }
      return goesOn;
    }

    boolean flush() {
      boolean goesOn = start >= end || sink.accept(text, start, end);
      start = end;
      return goesOn;
    }
  }
}
