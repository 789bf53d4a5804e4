package dev.heed.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The labels that a model can tell apart, each with its number: those of the training data. Saved
 * with the model. An example has one of them, or any number where a separator stands between them
 * or JSON has them as a list.
 */
public final class LabelSet {
  private final String column;
  private final @Nullable String separator;
  private final List<String> labels;
  private final Map<String, Integer> numbers = new HashMap<>();

  private LabelSet(String column, @Nullable String separator, List<String> labels, String origin) {
    this.column = column;
    this.separator = separator;
    this.labels = List.copyOf(labels);
    for (String label : labels) {
      if (numbers.put(label, numbers.size()) != null) {
        throw new DataException(
            "%s: the label %s is there twice".formatted(origin, Shown.of(label)));
      }
    }
    if (labels.size() < (separator == null ? 2 : 1)) {
      throw new DataException(
          "%s, column %s: expected at least %s, found %s"
              .formatted(
                  origin,
                  Shown.of(column),
                  separator == null ? "two labels to tell apart" : "one label",
                  labels.isEmpty() ? "none" : "only " + Shown.list(labels)));
    }
  }

  /**
   * For examples with one label each. Labels are numbered in the order of their characters, or of
   * the numbers where all are whole numbers.
   *
   * @throws DataException if there is no such column, the data is not for training, a label is
   *     empty or a list, or there are fewer than two
   */
  public static LabelSet fit(Dataset training, String column) {
    return new LabelSet(column, null, sorted(found(training, column, null)), training.name());
  }

  /**
   * For examples with any number of labels each, none too. Numbered likewise.
   *
   * @param separator what stands between labels, such as {@code ;}; spaces around it do not count.
   *     The labels of a list are taken as they are, whether or not one holds the separator
   * @throws DataException if there is no such column, the data is not for training, or there is no
   *     label at all
   */
  public static LabelSet fitSeveral(Dataset training, String column, String separator) {
    if (separator.isEmpty()) {
      throw new DataException("labels: expected a separator between them, found none");
    }
    return new LabelSet(
        column, separator, sorted(found(training, column, separator)), training.name());
  }

  private static Set<String> found(Dataset training, String column, @Nullable String separator) {
    training.forTraining("labels are learned");
    Set<String> found = new TreeSet<>();
    training.columns().indexOf(column, training.name());
    for (Example example : training.examples()) {
      List<String> labels = labels(example, column, separator);
      if (separator == null && labels.getFirst().isBlank()) {
        throw example.place().error(column, "expected a label, found an empty cell");
      }
      found.addAll(labels);
    }
    return found;
  }

  private static List<String> sorted(Set<String> found) {
    List<String> labels = new ArrayList<>(found);
    if (labels.stream().allMatch(label -> label.matches("-?[0-9]{1,9}"))) {
      // The sort is stable: '01' stays before '1'.
      labels.sort(Comparator.comparingInt(Integer::parseInt));
    }
    return labels;
  }

  private static List<String> labels(Example example, String column, @Nullable String separator) {
    return separator == null ? List.of(example.label(column)) : example.labels(column, separator);
  }

  /** The column that they stand in. */
  public String column() {
    return column;
  }

  /** What stands between the labels of one example, where it may have several. */
  public Optional<String> separator() {
    return Optional.ofNullable(separator);
  }

  /** The labels by their numbers. */
  public List<String> labels() {
    return labels;
  }

  /** How many there are. */
  public int size() {
    return labels.size();
  }

  /** The number of a label, or −1 where there is none. */
  public int indexOf(String label) {
    return numbers.getOrDefault(label, -1);
  }

  /**
   * The numbers of an example's labels in the order of the cell: one, without a separator. −1
   * stands for a label that training did not have.
   *
   * @throws DataException if there is no such column, or it holds no label
   */
  public int[] numbers(Example example) {
    return labels(example, column, separator).stream().mapToInt(this::indexOf).toArray();
  }

  /** How many examples have each label, by number. Labels that are not in the set do not count. */
  public int[] counts(Dataset data) {
    int[] counts = new int[size()];
    for (Example example : data.examples()) {
      for (int number : numbers(example)) {
        if (number >= 0) {
          counts[number]++;
        }
      }
    }
    return counts;
  }

  /**
   * Labels that training did not have, and how many examples have each: nothing that is learned can
   * get these right.
   */
  public SortedMap<String, Integer> unseen(Dataset data) {
    SortedMap<String, Integer> unseen = new TreeMap<>();
    for (Example example : data.examples()) {
      for (String label : labels(example, column, separator)) {
        if (indexOf(label) < 0) {
          unseen.merge(label, 1, Integer::sum);
        }
      }
    }
    return unseen;
  }

  /**
   * Writes the labels as JSON.
   *
   * @throws DataException if the file cannot be written
   */
  public void save(Path file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("column", column);
    if (separator != null) {
      json.put("separator", separator);
    }
    json.put("labels", labels);
    DataJson.write(file, json);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws DataException if the file cannot be read or is none
   */
  public static LabelSet load(Path file) {
    String origin = file.toString();
    JsonNode root = DataJson.read(file);
    return new LabelSet(
        DataJson.text(root, "column", origin),
        root.has("separator") ? DataJson.text(root, "separator", origin) : null,
        DataJson.texts(root, "labels", origin),
        origin);
  }
}
