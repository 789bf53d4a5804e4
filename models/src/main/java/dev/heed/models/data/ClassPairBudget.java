package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much goes into a batch in which sequences are compared with each other: each meets another of
 * its class there, where its class has one, and mostly those of other classes.
 *
 * @param tokens most tokens of a batch
 * @param sequences most sequences of a batch, at least 4
 */
public record ClassPairBudget(int tokens, int sequences) {
  private static final int LEAST_SEQUENCES = 4;

  public ClassPairBudget {
    if (tokens < 1 || sequences < LEAST_SEQUENCES) {
      throw new DataException(
          "batches of pairs: expected at least 1 token and %d sequences, found %,d and %,d"
              .formatted(LEAST_SEQUENCES, tokens, sequences));
    }
  }

  /**
   * The batches of one epoch: which sequences are in each. Every one is in at least one; where a
   * class has an odd number of them, one is there twice. A function of the arguments.
   *
   * @param classes of the sequences
   * @param lengths of the sequences, in tokens, each at least 1
   * @param seed of all epochs
   * @param epoch from 0
   * @throws DataException if two sequences of one class are longer than the budget
   */
  public List<int[]> batches(int[] classes, int[] lengths, long seed, int epoch) {
    List<int[]> pairs = pairs(classes, new Draws(seed, Draws.Use.CLASS_PAIRS, epoch));
    int[] order = new int[pairs.size()];
    Arrays.setAll(order, p -> p);
    new Draws(seed, Draws.Use.CLASS_PAIR_BATCHES, epoch).shuffle(order);
    List<int[]> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    int held = 0;
    for (int p : order) {
      int[] pair = pairs.get(p);
      int size = Arrays.stream(pair).map(i -> lengths[i]).sum();
      if (size > tokens) {
        throw new DataException(
            "batches of pairs: two sequences have %,d tokens; expected at most %,d, which is the budget of a batch"
                .formatted(size, tokens));
      }
      if (held + size > tokens || batch.size() + pair.length > sequences) {
        batches.add(numbers(batch));
        batch.clear();
        held = 0;
      }
      Arrays.stream(pair).forEach(batch::add);
      held += size;
    }
    if (!batch.isEmpty()) {
      batches.add(numbers(batch));
    }
    return batches;
  }

  /**
   * Two by two of one class; the last of an odd number goes with one that has a partner already.
   */
  private static List<int[]> pairs(int[] classes, Draws draws) {
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < classes.length; i++) {
      members.computeIfAbsent(classes[i], _ -> new ArrayList<>()).add(i);
    }
    List<int[]> pairs = new ArrayList<>();
    for (List<Integer> some : members.values()) {
      int[] group = numbers(some);
      draws.shuffle(group);
      for (int i = 0; i + 1 < group.length; i += 2) {
        pairs.add(new int[] {group[i], group[i + 1]});
      }
      if (group.length % 2 == 1) {
        int last = group[group.length - 1];
        pairs.add(
            group.length == 1
                ? new int[] {last}
                : new int[] {last, group[draws.below(group.length - 1)]});
      }
    }
    return pairs;
  }

  private static int[] numbers(List<Integer> some) {
    return some.stream().mapToInt(i -> i).toArray();
  }
}
