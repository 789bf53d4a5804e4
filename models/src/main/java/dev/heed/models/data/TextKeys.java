package dev.heed.models.data;

import java.util.HashMap;
import java.util.Map;

/** Numbers for texts, equal where {@link TextNormalization#FOR_DUPLICATES} makes them equal. */
final class TextKeys {
  private final Map<String, Integer> numbers = new HashMap<>();

  int of(String text) {
    String key = TextNormalization.FOR_DUPLICATES.apply(text);
    return numbers.computeIfAbsent(key, _ -> numbers.size());
  }

  /**
   * The text of an example.
   *
   * @throws DataException if there is none
   */
  static String text(Example example, String column) {
    String text = example.get(column);
    if (text.isBlank()) {
      throw example.place().error(column, "expected a text, found an empty cell");
    }
    return text;
  }
}
