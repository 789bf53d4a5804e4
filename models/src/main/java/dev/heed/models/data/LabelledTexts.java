package dev.heed.models.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Texts with a label each: every text is an anchor once an epoch, with another of its label that is
 * drawn anew.
 */
public final class LabelledTexts implements TextPairs {
  private static final int LEAST_LABELS = 2;

  private final List<String> texts = new ArrayList<>();
  private final List<Integer> keys = new ArrayList<>();
  private final List<Integer> examples = new ArrayList<>();
  private final List<int[]> groups = new ArrayList<>();
  private final SortedSet<String> alone = new TreeSet<>();
  private int duplicates;
  private int conflicting;

  private LabelledTexts() {}

  /**
   * Of training data. A text that is there twice with one label is taken once.
   *
   * @param text the column of texts
   * @param label the column of labels
   * @throws DataException if there are no such columns, a cell is empty, or fewer than two labels
   *     have two different texts
   */
  public static LabelledTexts of(Dataset data, String text, String label) {
    data.forTraining("pairs are drawn");
    LabelledTexts made = new LabelledTexts();
    made.take(data, text, label);
    if (made.groups.size() < LEAST_LABELS) {
      throw new DataException(
          "%s, column %s: expected at least two labels that have two different texts, found %d"
              .formatted(data.name(), Shown.of(label), made.groups.size()));
    }
    return made;
  }

  private void take(Dataset data, String text, String label) {
    TextKeys numbers = new TextKeys();
    Map<Integer, Set<String>> labelsOf = new LinkedHashMap<>();
    Map<String, List<Integer>> byLabel = new LinkedHashMap<>();
    for (int e = 0; e < data.size(); e++) {
      Example example = data.get(e);
      String cell = TextKeys.text(example, text);
      String its = example.label(label);
      if (its.isBlank()) {
        throw example.place().error(label, "expected a label, found an empty cell");
      }
      int key = numbers.of(cell);
      Set<String> labels = labelsOf.computeIfAbsent(key, _ -> new HashSet<>());
      if (!labels.add(its)) {
        duplicates++;
        continue;
      }
      conflicting += labels.size() == 2 ? 1 : 0; // and is not counted again for a third
      byLabel.computeIfAbsent(its, _ -> new ArrayList<>()).add(texts.size());
      texts.add(cell);
      keys.add(key);
      examples.add(e);
    }
    byLabel.forEach((name, members) -> {
      if (members.size() == 1) {
        alone.add(name);
      } else {
        groups.add(members.stream().mapToInt(i -> i).toArray());
      }
    });
  }

  /** Labels that have one text alone, which no pair is made of. */
  public SortedSet<String> alone() {
    return alone;
  }

  /** Examples whose text is there before with the same label, and which are left out. */
  public int duplicates() {
    return duplicates;
  }

  /** Texts that are there with several labels. */
  public int conflicting() {
    return conflicting;
  }

  @Override
  public List<String> texts() {
    return List.copyOf(texts);
  }

  @Override
  public int key(int text) {
    return keys.get(text);
  }

  @Override
  public int size() {
    return groups.stream().mapToInt(group -> group.length).sum();
  }

  @Override
  public List<TextPair> pairs(long seed, int epoch) {
    Draws draws = new Draws(seed, Draws.Use.PAIRS, epoch);
    List<TextPair> pairs = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      int[] group = groups.get(g);
      for (int a = 0; a < group.length; a++) {
        int other = draws.below(group.length - 1);
        int positive = group[other < a ? other : other + 1];
        pairs.add(new TextPair(group[a], positive, TextPair.NONE, g, examples.get(group[a])));
      }
    }
    return pairs;
  }
}
