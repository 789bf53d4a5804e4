package dev.heed.models.tokenizer;

import java.util.concurrent.ThreadLocalRandom;

/** Which two symbols merge, how early, and into what: open addressing over pairs of symbols. */
final class MergeTable {
  static final int NONE = -1;

  /** Those in use have up to 500,000. */
  static final int MOST = 1 << 23;

  /** Drawn anew, so that a file cannot choose pairs that collide. */
  private final long multiplier =
      0x9E3779B97F4A7C15L ^ (ThreadLocalRandom.current().nextLong() << 1);

  private final long[] pairs;
  private final int[] priorities;
  private final int[] results;
  private final int shift;

  /**
   * @param most how many merges will be put in
   */
  MergeTable(int most) {
    int bits = Math.max(4, Long.SIZE - Long.numberOfLeadingZeros(2L * most));
    pairs = new long[1 << bits];
    priorities = new int[1 << bits];
    results = new int[1 << bits];
    shift = Long.SIZE - bits;
  }

  /**
   * Adds a merge; one that is there already is replaced.
   *
   * @param priority the smallest merges first
   */
  void put(int left, int right, int priority, int result) {
    long pair = pair(left, right);
    int slot = slot(pair);
    while (pairs[slot] != 0 && pairs[slot] != pair) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    pairs[slot] = pair;
    priorities[slot] = priority;
    results[slot] = result;
  }

  /** Where the merge of a pair stands, or {@link #NONE}. */
  int find(int left, int right) {
    long pair = pair(left, right);
    for (int slot = slot(pair); ; slot = (slot + 1) & (pairs.length - 1)) {
      if (pairs[slot] == pair) {
        return slot;
      }
      if (pairs[slot] == 0) {
        return NONE;
      }
    }
  }

  int priority(int slot) {
    return priorities[slot];
  }

  int result(int slot) {
    return results[slot];
  }

  /** Never 0, which is an empty slot. */
  private static long pair(int left, int right) {
    return ((long) left + 1) << Integer.SIZE | right;
  }

  private int slot(long pair) {
    return (int) ((pair * multiplier) >>> shift);
  }
}
