package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Examples by what their texts come to, in the order of the file. */
final class DuplicateGroups {
  private DuplicateGroups() {}

  /**
   * The numbers of the examples that have the same texts, in groups of at least one.
   *
   * @param texts the columns that count, together
   */
  static Map<String, List<Integer>> of(Dataset data, List<String> texts) {
    int[] columns = columns(data, texts);
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < data.size(); i++) {
      groups.computeIfAbsent(key(data.get(i), columns), _ -> new ArrayList<>()).add(i);
    }
    return groups;
  }

  static int[] columns(Dataset data, List<String> texts) {
    if (texts.isEmpty()) {
      throw new DataException("%s: expected at least one column of text".formatted(data.name()));
    }
    return texts.stream().mapToInt(text -> data.columns().indexOf(text, data.name())).toArray();
  }

  /** What the texts come to; U+0000 parts them, which no cell holds. */
  static String key(Example example, int[] columns) {
    return key(Arrays.stream(columns).mapToObj(example.cells()::get).toList());
  }

  /** The same of the texts themselves. */
  static String key(List<String> texts) {
    StringBuilder key = new StringBuilder();
    for (String text : texts) {
      key.append(TextNormalization.FOR_DUPLICATES.apply(text)).append('\0');
    }
    return key.toString();
  }
}
