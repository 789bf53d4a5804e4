package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A few examples of each label, no two with the same text.
 *
 * @param shots the few, in the order of the file
 * @param rest the others, without those whose text is among the few
 * @param fewer labels that have fewer examples than asked for, and how many were taken: all
 */
public record FewShot(Dataset shots, Dataset rest, SortedMap<String, Integer> fewer) {
  /**
   * Draws them: a function of the arguments. With the same seed, more for each label are those of
   * fewer and others.
   *
   * @param texts the columns whose texts tell examples apart, together
   * @param label the column of labels, one an example; of examples with one text the first counts
   * @param each examples of each label, at least 1
   */
  public static FewShot sample(
      Dataset data, List<String> texts, String label, int each, long seed) {
    checkEach(each);
    List<String> labels = data.column(label);
    Map<String, List<List<Integer>>> strata = new TreeMap<>();
    for (List<Integer> group : DuplicateGroups.of(data, texts).values()) {
      strata.computeIfAbsent(labels.get(group.getFirst()), _ -> new ArrayList<>()).add(group);
    }
    List<Integer> shots = new ArrayList<>();
    Set<Integer> used = new HashSet<>();
    SortedMap<String, Integer> fewer = new TreeMap<>();
    int stratum = 0;
    for (Map.Entry<String, List<List<Integer>>> entry : strata.entrySet()) {
      List<List<Integer>> groups = entry.getValue();
      int[] order = IntStream.range(0, groups.size()).toArray();
      new Draws(seed, Draws.Use.FEW_SHOT, stratum++).shuffle(order);
      Arrays.stream(order)
          .limit(each)
          .mapToObj(groups::get)
          .forEach(group -> {
            shots.add(group.getFirst());
            used.addAll(group);
          });
      if (order.length < each) {
        fewer.put(entry.getKey(), order.length);
      }
    }
    return of(data, shots, used, fewer);
  }

  /**
   * The same for examples that may have several labels: each counts for all of its labels, so a
   * frequent one may have more than asked for. The labels with the fewest examples come first.
   * Examples without a label are not drawn.
   */
  public static FewShot sample(
      Dataset data, List<String> texts, LabelColumn column, int each, long seed) {
    if (column.separator() == null) {
      return sample(data, texts, column.name(), each, seed);
    }
    checkEach(each);
    List<List<Integer>> groups = List.copyOf(DuplicateGroups.of(data, texts).values());
    int[] order = IntStream.range(0, groups.size()).toArray();
    new Draws(seed, Draws.Use.FEW_SHOT, 0).shuffle(order);
    Map<String, List<List<Integer>>> strata = new TreeMap<>();
    for (int g : order) {
      for (String label : column.labels(data.get(groups.get(g).getFirst()))) {
        strata.computeIfAbsent(label, _ -> new ArrayList<>()).add(groups.get(g));
      }
    }
    List<Integer> shots = new ArrayList<>();
    Set<Integer> used = new HashSet<>();
    SortedMap<String, Integer> fewer = new TreeMap<>();
    Map<String, Integer> counts = new HashMap<>();
    List<Map.Entry<String, List<List<Integer>>>> rarestFirst =
        strata.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> entry.getValue().size()))
            .toList();
    for (Map.Entry<String, List<List<Integer>>> entry : rarestFirst) {
      String label = entry.getKey();
      List<List<Integer>> own = entry.getValue();
      for (List<Integer> group : own) {
        if (counts.getOrDefault(label, 0) < each && used.addAll(group)) {
          shots.add(group.getFirst());
          column
              .labels(data.get(group.getFirst()))
              .forEach(one -> counts.merge(one, 1, Integer::sum));
        }
      }
      if (own.size() < each) {
        fewer.put(label, own.size());
      }
    }
    return of(data, shots, used, fewer);
  }

  private static void checkEach(int each) {
    if (each < 1) {
      throw new DataException("few-shot: expected at least 1 example a label, was " + each);
    }
  }

  private static FewShot of(
      Dataset data, List<Integer> shots, Set<Integer> used, SortedMap<String, Integer> fewer) {
    return new FewShot(
        data.select(shots.stream().mapToInt(i -> i).sorted().toArray()),
        data.select(IntStream.range(0, data.size()).filter(i -> !used.contains(i)).toArray()),
        fewer);
  }
}
