package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
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
   * @param label the column of labels; of a text that has several, the first counts
   * @param each examples of each label, at least 1
   */
  public static FewShot sample(
      Dataset data, List<String> texts, String label, int each, long seed) {
    if (each < 1) {
      throw new DataException("few-shot: expected at least 1 example a label, was " + each);
    }
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
    return new FewShot(
        data.select(shots.stream().mapToInt(i -> i).sorted().toArray()),
        data.select(IntStream.range(0, data.size()).filter(i -> !used.contains(i)).toArray()),
        fewer);
  }
}
