package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much goes into one batch. Batches are ragged, so that tokens count and not rows times the
 * longest; sequences of like length go together all the same, since attention takes its longest.
 *
 * @param tokens in one batch, at most
 * @param sequences in one batch, at most
 */
public record TokenBudget(int tokens, int sequences) {
  /** Checks that both are at least 1. */
  public TokenBudget {
    if (tokens < 1 || sequences < 1) {
      throw new DataException(
          "batches: expected at least 1 token and 1 sequence, found %,d and %,d"
              .formatted(tokens, sequences));
    }
  }

  /** As many sequences as have room. */
  public TokenBudget(int tokens) {
    this(tokens, Integer.MAX_VALUE);
  }

  /**
   * The batches of one epoch: which sequences are in each, every one of them in exactly one. A
   * function of the arguments.
   *
   * <p>Within a bucket lengths differ by less than a quarter. Sequences are shuffled, put into
   * their buckets, cut from the shortest to the longest into batches as full as they get, and the
   * batches are shuffled.
   *
   * @param lengths of the sequences, in tokens, each at least 1
   * @param seed of all epochs
   * @param epoch from 0
   * @throws DataException if a sequence is longer than the budget
   */
  public List<int[]> batches(int[] lengths, long seed, int epoch) {
    return plan(lengths, seed, (long) epoch << Integer.SIZE);
  }

  /**
   * The steps of one epoch: batches of {@link #sequences}, whatever the tokens are, each in parts
   * of at most {@link #tokens} that are computed one after the other. So what a step is made of
   * does not depend on how much is computed at once. A step that is within the budget is one part;
   * where all are, they are the {@link #batches}.
   *
   * @param lengths of the sequences, in tokens, each at least 1
   * @param seed of all epochs
   * @param epoch from 0
   * @throws DataException if a sequence is longer than the budget
   */
  public List<List<int[]>> steps(int[] lengths, long seed, int epoch) {
    return steps(lengths, seed, (long) epoch << Integer.SIZE);
  }

  /**
   * The same for sequences that come one after the other: those of a step are within one window.
   *
   * @param window sequences at a time, at least 1
   */
  public List<List<int[]>> steps(int[] lengths, int window, long seed, int epoch) {
    if (window < 1) {
      throw new DataException("batches: the window must hold at least 1, was " + window);
    }
    List<List<int[]>> steps = new ArrayList<>();
    long round = (long) epoch << Integer.SIZE;
    for (int from = 0; from < lengths.length; ) {
      int to = from + Math.min(window, lengths.length - from);
      for (List<int[]> step : steps(Arrays.copyOfRange(lengths, from, to), seed, round++)) {
        for (int[] part : step) {
          for (int i = 0; i < part.length; i++) {
            part[i] += from;
          }
        }
        steps.add(step);
      }
      from = to;
    }
    return steps;
  }

  private List<List<int[]>> steps(int[] lengths, long seed, long round) {
    check(lengths);
    return new TokenBudget(Integer.MAX_VALUE, sequences)
        .plan(lengths, seed, round).stream().map(step -> cut(step, lengths)).toList();
  }

  private void check(int[] lengths) {
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1 || lengths[i] > tokens) {
        throw new DataException(
            "batches: sequence %,d has %,d tokens; expected 1 to %,d, which is the budget of a batch"
                .formatted(i, lengths[i], tokens));
      }
    }
  }

  private List<int[]> plan(int[] lengths, long seed, long round) {
    check(lengths);
    List<int[]> batches = cut(bucketed(lengths, seed, round), lengths);
    int[] order = new int[batches.size()];
    Arrays.setAll(order, b -> b);
    new Draws(seed, Draws.Use.BATCH_ORDER, round).shuffle(order);
    return Arrays.stream(order).mapToObj(batches::get).toList();
  }

  /** All sequences, bucket by bucket, each in an order of its own. */
  private static int[] bucketed(int[] lengths, long seed, long round) {
    int[] order = new int[lengths.length];
    Arrays.setAll(order, i -> i);
    new Draws(seed, Draws.Use.BATCHES, round).shuffle(order);
    int[] starts = new int[bucket(Integer.MAX_VALUE) + 2];
    for (int length : lengths) {
      starts[bucket(length) + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] sorted = new int[lengths.length];
    for (int i : order) {
      sorted[starts[bucket(lengths[i])]++] = i;
    }
    return sorted;
  }

  /** The highest bit of a length and the two bits behind it. */
  private static int bucket(int length) {
    int highest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length);
    return highest < 2 ? length : (highest << 2) + ((length >>> (highest - 2)) & 3);
  }

  private List<int[]> cut(int[] order, int[] lengths) {
    List<int[]> batches = new ArrayList<>();
    int start = 0;
    int held = 0;
    for (int i = 0; i < order.length; i++) {
      int length = lengths[order[i]];
      if (i > start && (held > tokens - length || i - start == sequences)) {
        batches.add(Arrays.copyOfRange(order, start, i));
        start = i;
        held = 0;
      }
      held += length;
    }
    if (start < order.length) {
      batches.add(Arrays.copyOfRange(order, start, order.length));
    }
    return batches;
  }
}
