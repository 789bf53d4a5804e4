package dev.heed.models.data;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The column that holds the labels of examples.
 *
 * @param name of it
 * @param separator what stands between the labels of an example that may have several, or none;
 *     null where each has one
 */
public record LabelColumn(String name, @Nullable String separator) {
  /** Each example has one label. */
  public static LabelColumn ofOne(String name) {
    return new LabelColumn(name, null);
  }

  /** The labels of an example, each once. */
  public Set<String> labels(Example example) {
    return separator == null
        ? Set.of(example.get(name))
        : new LinkedHashSet<>(example.labels(name, separator));
  }

  /** Those of each example; where it may have several, they count by themselves. */
  public List<String> all(Dataset data) {
    return data.examples().stream().flatMap(example -> labels(example).stream()).toList();
  }
}
