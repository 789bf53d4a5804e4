package dev.heed.models.data;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Examples within one data set whose texts are the same after {@link
 * TextNormalization#FOR_DUPLICATES}.
 *
 * @param texts how many texts are there more than once
 * @param examples how many examples have such a text
 * @param conflicting how many of these texts have examples with different labels; 0 without labels
 */
public record Duplicates(int texts, int examples, int conflicting) {
  /**
   * Counts them, labels left out of account.
   *
   * @param texts the columns that count, together
   */
  public static Duplicates within(Dataset data, List<String> texts) {
    List<String> labels = data.examples().stream().map(_ -> "").toList();
    return count(DuplicateGroups.of(data, texts), labels);
  }

  /**
   * Counts them.
   *
   * @param texts the columns that count, together
   * @param label the column of labels
   */
  public static Duplicates within(Dataset data, List<String> texts, String label) {
    return count(DuplicateGroups.of(data, texts), data.column(label));
  }

  static Duplicates count(Map<String, List<Integer>> groups, List<String> labels) {
    int texts = 0;
    int examples = 0;
    int conflicting = 0;
    for (List<Integer> group : groups.values()) {
      if (group.size() > 1) {
        texts++;
        examples += group.size();
        Set<String> different = new HashSet<>();
        group.forEach(i -> different.add(labels.get(i)));
        conflicting += different.size() > 1 ? 1 : 0;
      }
    }
    return new Duplicates(texts, examples, conflicting);
  }
}
