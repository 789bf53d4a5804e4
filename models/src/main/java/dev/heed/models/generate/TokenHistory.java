package dev.heed.models.generate;

import java.util.Arrays;
import java.util.Objects;

/** The token ids of one sequence so far: its prompt, then its answer. Not thread-safe. */
public final class TokenHistory {
  private final int promptSize;
  private int[] ids;
  private int size;

  /** Begins with the ids of a prompt: [tokens], copied. */
  public TokenHistory(int... prompt) {
    promptSize = prompt.length;
    size = prompt.length;
    ids = Arrays.copyOf(prompt, Math.max(16, prompt.length));
  }

  /** Adds a token of the answer. */
  public void append(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size + (size >> 1));
    }
    ids[size++] = id;
  }

  /** The id at a place: those of the prompt come first. */
  public int get(int place) {
    return ids[Objects.checkIndex(place, size)];
  }

  /** Tokens of prompt and answer: the place of the next token. */
  public int size() {
    return size;
  }

  /** Tokens of the prompt. */
  public int promptSize() {
    return promptSize;
  }
}
