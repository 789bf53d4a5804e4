package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A data set in parts. Examples with the same text after {@link TextNormalization#FOR_DUPLICATES}
 * are in the same part: what is measured on one part was never learned from another.
 *
 * @param training never empty
 * @param validation empty where its share is 0, or too small for one example
 * @param test likewise
 * @param duplicates what was kept together
 */
public record Split(Dataset training, Dataset validation, Dataset test, Duplicates duplicates) {
  private static final List<DataPart> PARTS =
      List.of(DataPart.TRAINING, DataPart.VALIDATION, DataPart.TEST);

  /**
   * Each label has about its share in each part, and at least one example in training. A function
   * of the arguments; within a part, examples keep the order of the file.
   *
   * @param texts the columns whose texts tell examples apart, together
   * @param label the column of labels; examples with the same text go with the label of the first
   */
  public static Split stratified(
      Dataset data, List<String> texts, String label, SplitShares shares, long seed) {
    return of(data, texts, data.column(label), shares, seed);
  }

  /**
   * The same for examples that may have several labels: each counts by itself. Here examples with
   * the same text go with the labels of the first, too.
   */
  public static Split stratified(
      Dataset data, List<String> texts, LabelColumn column, SplitShares shares, long seed) {
    if (column.separator() == null) {
      return stratified(data, texts, column.name(), shares, seed);
    }
    Map<String, List<Integer>> groups = groups(data, texts);
    List<List<Integer>> all = List.copyOf(groups.values());
    List<Set<String>> labels =
        data.examples().stream().<Set<String>>map(e -> new TreeSet<>(column.labels(e))).toList();
    int[] partOf =
        new IterativeStratification(
                all,
                all.stream().map(group -> labels.get(group.getFirst())).toList(),
                shares(shares),
                seed)
            .parts();
    int[] parts = new int[data.size()];
    for (int g = 0; g < partOf.length; g++) {
      int part = partOf[g];
      all.get(g).forEach(i -> parts[i] = part);
    }
    return of(data, parts, Duplicates.count(groups, labels.stream().map(Set::toString).toList()));
  }

  /** The same without labels, as for regression. */
  public static Split random(Dataset data, List<String> texts, SplitShares shares, long seed) {
    return of(data, texts, data.examples().stream().map(_ -> "").toList(), shares, seed);
  }

  private static Split of(
      Dataset data, List<String> texts, List<String> labels, SplitShares shares, long seed) {
    Map<String, List<Integer>> groups = groups(data, texts);
    Map<String, List<List<Integer>>> strata = new TreeMap<>();
    for (List<Integer> group : groups.values()) {
      strata.computeIfAbsent(labels.get(group.getFirst()), _ -> new ArrayList<>()).add(group);
    }
    int[] parts = assign(strata, data.size(), shares, seed);
    return of(data, parts, Duplicates.count(groups, labels));
  }

  private static Split of(Dataset data, int[] parts, Duplicates duplicates) {
    return new Split(part(data, parts, 0), part(data, parts, 1), part(data, parts, 2), duplicates);
  }

  private static Map<String, List<Integer>> groups(Dataset data, List<String> texts) {
    if (data.examples().isEmpty()) {
      throw new DataException("%s: has no examples to part".formatted(data.name()));
    }
    return DuplicateGroups.of(data, texts);
  }

  private static double[] shares(SplitShares shares) {
    return new double[] {shares.training(), shares.validation(), shares.test()};
  }

  /**
   * The part of each example, by its place in {@link #PARTS}. Groups come label by label, shuffled
   * within each, and go to the part that lies furthest behind its share of what has come so far: so
   * every label and the whole stay within an example or two of their shares.
   */
  private static int[] assign(
      Map<String, List<List<Integer>>> strata, int size, SplitShares shares, long seed) {
    double[] share = shares(shares);
    int[] held = new int[PARTS.size()];
    int[] parts = new int[size];
    int stratum = 0;
    int come = 0;
    for (List<List<Integer>> groups : strata.values()) {
      int[] order = IntStream.range(0, groups.size()).toArray();
      new Draws(seed, Draws.Use.SPLIT, stratum++).shuffle(order);
      for (int g = 0; g < order.length; g++) {
        List<Integer> group = groups.get(order[g]);
        come += group.size();
        // What a label is can only be learned where there is an example of it.
        int part = g == 0 ? 0 : furthestBehind(share, held, come);
        held[part] += group.size();
        group.forEach(i -> parts[i] = part);
      }
    }
    return parts;
  }

  private static int furthestBehind(double[] share, int[] held, int come) {
    int furthest = 0;
    for (int p = 1; p < PARTS.size(); p++) {
      if (share[p] > 0 && share[p] * come - held[p] > share[furthest] * come - held[furthest]) {
        furthest = p;
      }
    }
    return furthest;
  }

  private static Dataset part(Dataset data, int[] parts, int part) {
    int[] indices = IntStream.range(0, parts.length).filter(i -> parts[i] == part).toArray();
    return data.select(indices).as(PARTS.get(part));
  }

  /** The parts, in the order of {@link DataPart}. */
  public List<Dataset> parts() {
    return Arrays.asList(training, validation, test);
  }
}
