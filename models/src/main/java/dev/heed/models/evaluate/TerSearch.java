package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves runs of words to where the reference has them, one at a time, as long as that leaves fewer
 * edits. The limits and the order of preference are those of Tercom, as sacrebleu has them.
 */
final class TerSearch {
  private static final int LONGEST_RUN = 10;
  private static final int FARTHEST = 50;

  /** Moves that are tried for one text. */
  private static final int MOST_MOVES = 1_000;

  private final List<String> reference;
  private int tried;

  TerSearch(List<String> reference) {
    this.reference = reference;
  }

  /**
   * A text after a move: the run of {@code length} words at {@code from} stands before the word
   * that was at {@code to}.
   */
  private record Move(int gain, int length, int from, int to, List<String> words) {
    /** More is gained; then the run is longer, lies further ahead, and lands further ahead. */
    boolean betterThan(@Nullable Move other) {
      if (other == null || gain != other.gain) {
        return other == null || gain > other.gain;
      }
      if (length != other.length) {
        return length > other.length;
      }
      return from != other.from ? from < other.from : to < other.to;
    }
  }

  /** The edits that a text takes, moves included. */
  int edits(List<String> hypothesis) {
    if (reference.isEmpty()) {
      return hypothesis.size();
    }
    List<String> words = hypothesis;
    int moves = 0;
    tried = 0;
    while (true) {
      TerAlignment alignment = TerAlignment.of(words, reference);
      Move best = best(words, alignment);
      if (tried >= MOST_MOVES || best == null || best.gain <= 0) {
        return moves + alignment.edits();
      }
      words = best.words;
      moves++;
    }
  }

  private @Nullable Move best(List<String> words, TerAlignment alignment) {
    Move best = null;
    for (int from = 0; from < words.size(); from++) {
      int last = Math.min(reference.size() - 1, from + FARTHEST);
      for (int there = Math.max(0, from - FARTHEST); there <= last; there++) {
        int equal = equal(words, from, there);
        for (int length = 1; length <= equal; length++) {
          if (alignment.worthMoving(from, there, length)) {
            best = best(words, alignment, from, there, length, best);
            if (tried >= MOST_MOVES) {
              return best;
            }
          }
        }
      }
    }
    return best;
  }

  /** The best of a move known so far and those of one run: before or behind each of its words. */
  private @Nullable Move best(
      List<String> words,
      TerAlignment alignment,
      int from,
      int there,
      int length,
      @Nullable Move known) {
    Move best = known;
    int last = -1;
    for (int offset = -1; offset < length; offset++) {
      int to = there + offset < 0 ? 0 : alignment.opposite(there + offset) + 1;
      if (to != last) {
        List<String> moved = moved(words, from, length, to);
        int gain = alignment.edits() - TerAlignment.edits(moved, reference);
        Move move = new Move(gain, length, from, to, moved);
        best = move.betterThan(best) ? move : best;
        tried++;
      }
      last = to;
    }
    return best;
  }

  private int equal(List<String> words, int from, int there) {
    int most = Math.min(LONGEST_RUN, Math.min(words.size() - from, reference.size() - there));
    int equal = 0;
    while (equal < most && words.get(from + equal).equals(reference.get(there + equal))) {
      equal++;
    }
    return equal;
  }

  private static List<String> moved(List<String> words, int from, int length, int to) {
    List<String> rest = new ArrayList<>(words);
    List<String> run = List.copyOf(rest.subList(from, from + length));
    rest.subList(from, from + length).clear();
    // Behind the run, places are counted without it; within it, from its start.
    int at = to > from + length ? to - length : Math.min(to, rest.size());
    rest.addAll(at, run);
    return rest;
  }
}
