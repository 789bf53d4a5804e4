package dev.heed.models.data;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * A column of categories, one-hot: a place for each that training has, and a last one for any
 * other.
 *
 * @param name of the column
 * @param values that training has, in ascending order; an empty cell is a value too
 */
public record CategoricalColumn(String name, List<String> values) {
  /** A column with more is one of names, texts or ids: no two examples would be alike in it. */
  private static final int MOST = 4096;

  /** Checks that no value comes twice and that they are in order. */
  public CategoricalColumn {
    values = List.copyOf(values);
    if (new HashSet<>(values).size() != values.size()
        || !values.equals(values.stream().sorted().toList())) {
      throw new DataException(
          "column %s: expected its values in ascending order, none twice"
              .formatted(Shown.of(name)));
    }
  }

  static CategoricalColumn fit(Dataset training, String name) {
    TreeSet<String> values = new TreeSet<>(training.column(name));
    if (values.size() > MOST) {
      throw new DataException(
          "%s, column %s: has %,d different values; expected categories, at most %,d"
              .formatted(training.name(), Shown.of(name), values.size(), MOST));
    }
    return new CategoricalColumn(name, List.copyOf(values));
  }

  /** Places: one more than values. */
  public int width() {
    return values.size() + 1;
  }

  /** True where training had one value alone: nothing can be learned from it. */
  public boolean isConstant() {
    return values.size() < 2;
  }

  /** The place of an example's value; the last for one that training did not have. */
  public int encode(Example example) {
    int found = Collections.binarySearch(values, example.get(name));
    return found < 0 ? values.size() : found;
  }
}
