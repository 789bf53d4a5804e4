package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The tokens that are one character. */
final class CharacterIds {
  static final int NONE = -1;

  private static final int PLANE = 1 << 16;

  private final int[] plane = new int[PLANE];
  private final Map<Integer, Integer> beyond = new HashMap<>();

  CharacterIds(Vocabulary vocabulary) {
    Arrays.fill(plane, NONE);
    vocabulary.forEach((token, id) -> {
      if (!token.isEmpty() && token.codePointCount(0, token.length()) == 1) {
        put(token.codePointAt(0), id);
      }
    });
  }

  void put(int codePoint, int id) {
    if (codePoint < PLANE) {
      plane[codePoint] = id;
    } else {
      beyond.put(codePoint, id);
    }
  }

  /** The id of a character, or {@link #NONE}. */
  int id(int codePoint) {
    return codePoint < PLANE ? plane[codePoint] : beyond.getOrDefault(codePoint, NONE);
  }
}
