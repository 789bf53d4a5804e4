package dev.heed.models.data;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Parts examples that have several labels each, so that each label has about its share in every
 * part: the label with the fewest examples left is dealt out first, each example to the part that
 * wants most of it.
 *
 * <p>Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data", 2011. Here
 * examples with the same text go together, and the first of each label goes to the first part.
 */
final class IterativeStratification {
  private final List<List<Integer>> groups;
  private final List<Set<String>> labels;
  private final double[] shares;
  private final int[] parts;

  /** The groups of each label that have no part yet, in the order that they are dealt in. */
  private final Map<String, SequencedSet<Integer>> left = new TreeMap<>();

  private final Set<String> learned = new HashSet<>();

  /** How many examples of each label each part still wants. */
  private final Map<String, double[]> wanted = new HashMap<>();

  private final double[] wantedOfAll;

  /**
   * @param groups examples that go together
   * @param labels of each group
   * @param shares of the parts
   */
  IterativeStratification(
      List<List<Integer>> groups, List<Set<String>> labels, double[] shares, long seed) {
    this.groups = groups;
    this.labels = labels;
    this.shares = shares.clone();
    this.parts = new int[groups.size()];
    int[] order = IntStream.range(0, groups.size()).toArray();
    new Draws(seed, Draws.Use.SPLIT, 0).shuffle(order);
    int all = 0;
    for (int group : order) {
      parts[group] = -1;
      int size = groups.get(group).size();
      all += size;
      for (String label : labels.get(group)) {
        left.computeIfAbsent(label, _ -> new LinkedHashSet<>()).add(group);
        double[] of = wanted.computeIfAbsent(label, _ -> new double[shares.length]);
        for (int p = 0; p < of.length; p++) {
          of[p] += shares[p] * size;
        }
      }
    }
    this.wantedOfAll = new double[shares.length];
    for (int p = 0; p < shares.length; p++) {
      wantedOfAll[p] = shares[p] * all;
    }
    while (!left.isEmpty()) {
      deal(rarest());
    }
    for (int group : order) {
      if (parts[group] < 0) {
        put(group, most(wantedOfAll, wantedOfAll));
      }
    }
  }

  /** The part of each group, by its place among the shares. */
  int[] parts() {
    return parts.clone();
  }

  private String rarest() {
    return left.entrySet().stream()
        .min(Comparator.comparingInt(entry -> entry.getValue().size()))
        .orElseThrow()
        .getKey();
  }

  private void deal(String label) {
    List<Integer> own = List.copyOf(left.getOrDefault(label, new LinkedHashSet<>()));
    left.remove(label);
    double[] of = wanted.getOrDefault(label, shares);
    for (int group : own) {
      // What a label is can only be learned where there is an example of it.
      put(group, learned.contains(label) ? most(of, wantedOfAll) : 0);
    }
  }

  private void put(int group, int part) {
    parts[group] = part;
    int size = groups.get(group).size();
    wantedOfAll[part] -= size;
    if (part == 0) {
      learned.addAll(labels.get(group));
    }
    for (String label : labels.get(group)) {
      wanted.getOrDefault(label, new double[shares.length])[part] -= size;
      Set<Integer> others = left.get(label);
      if (others != null) {
        others.remove(group);
        if (others.isEmpty()) {
          left.remove(label);
        }
      }
    }
  }

  /** The part that wants most, of equals by the second; only those that have a share. */
  private int most(double[] first, double[] second) {
    return IntStream.range(0, shares.length)
        .filter(p -> shares[p] > 0)
        .boxed()
        .max(
            Comparator.<Integer>comparingDouble(p -> first[p])
                .thenComparingDouble(p -> second[p])
                .thenComparing(Comparator.reverseOrder()))
        .orElseThrow();
  }
}
