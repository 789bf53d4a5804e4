package dev.heed.models.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Texts of one data set that are in another as well: what is measured on them is remembered, not
 * learned.
 *
 * @param first one data set, such as the training data
 * @param second the other
 * @param examples of the second whose text the first has as well
 * @param shown the first few of them
 */
public record Overlap(String first, String second, int examples, List<Pair> shown) {
  private static final int SHOWN = 5;

  /**
   * Two examples with the same text.
   *
   * @param first where it stands in the first data set
   * @param second where in the second
   */
  public record Pair(Place first, Place second) {}

  /** Copies the list. */
  public Overlap {
    shown = List.copyOf(shown);
  }

  /**
   * What any two of these have in common, after {@link TextNormalization#FOR_DUPLICATES}; pairs
   * without anything in common are left out.
   *
   * @param texts the columns that count, together
   */
  public static List<Overlap> between(List<Dataset> parts, List<String> texts) {
    List<Overlap> overlaps = new ArrayList<>();
    for (int a = 0; a < parts.size(); a++) {
      Map<String, Place> places = places(parts.get(a), texts);
      for (int b = a + 1; b < parts.size(); b++) {
        Overlap overlap = of(named(parts.get(a)), places, parts.get(b), texts);
        if (overlap.examples > 0) {
          overlaps.add(overlap);
        }
      }
    }
    return overlaps;
  }

  /**
   * What a file that need not fit into memory has in common with each of these: it is read once.
   * Those without anything in common are left out.
   *
   * @param first the file, which is learned from
   * @param texts the columns that count, together
   * @throws DataException if it cannot be read, or has no such columns
   */
  public static List<Overlap> withStream(DataFile first, List<Dataset> others, List<String> texts) {
    List<Map<String, List<Place>>> wanted = new ArrayList<>();
    List<List<Pair>> pairs = new ArrayList<>();
    for (Dataset other : others) {
      int[] columns = DuplicateGroups.columns(other, texts);
      Map<String, List<Place>> places = new HashMap<>();
      for (Example example : other.examples()) {
        places
            .computeIfAbsent(DuplicateGroups.key(example, columns), _ -> new ArrayList<>())
            .add(example.place());
      }
      wanted.add(places);
      pairs.add(new ArrayList<>());
    }
    try (Stream<Example> examples = first.stream()) {
      examples.forEach(example -> {
        String key = DuplicateGroups.key(texts.stream().map(example::get).toList());
        for (int o = 0; o < others.size(); o++) {
          List<Place> found = wanted.get(o).remove(key); // once is enough
          if (found != null) {
            for (Place place : found) {
              pairs.get(o).add(new Pair(example.place(), place));
            }
          }
        }
      });
    }
    String name = "%s (%s)".formatted(first.name(), DataPart.TRAINING);
    return IntStream.range(0, others.size())
        .filter(o -> !pairs.get(o).isEmpty())
        .mapToObj(o -> of(name, pairs.get(o), others.get(o)))
        .toList();
  }

  /** Parts of one file have one name. */
  private static String named(Dataset data) {
    return "%s (%s)".formatted(data.name(), data.part());
  }

  private static Map<String, Place> places(Dataset data, List<String> texts) {
    int[] columns = DuplicateGroups.columns(data, texts);
    Map<String, Place> places = new HashMap<>();
    for (Example example : data.examples()) {
      places.putIfAbsent(DuplicateGroups.key(example, columns), example.place());
    }
    return places;
  }

  private static Overlap of(
      String first, Map<String, Place> places, Dataset second, List<String> texts) {
    int[] columns = DuplicateGroups.columns(second, texts);
    List<Pair> pairs = new ArrayList<>();
    for (Example example : second.examples()) {
      Place place = places.get(DuplicateGroups.key(example, columns));
      if (place != null) {
        pairs.add(new Pair(place, example.place()));
      }
    }
    return of(first, pairs, second);
  }

  private static Overlap of(String first, List<Pair> pairs, Dataset second) {
    return new Overlap(
        first, named(second), pairs.size(), pairs.subList(0, Math.min(SHOWN, pairs.size())));
  }

  /** A warning on one line. */
  @Override
  public String toString() {
    String some =
        shown.stream()
            .map(pair -> "%d = %d".formatted(pair.second.line(), pair.first.line()))
            .collect(Collectors.joining(", "));
    return "%s: examples with a text that %s has as well: %,d; by lines, the first: %s"
        .formatted(second, first, examples, some);
  }
}
