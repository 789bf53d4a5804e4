package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The tokens of a text, or of a pair of texts; every component has one entry per token. The arrays
 * are made for this encoding and belong to it.
 *
 * @param ids what the model takes
 * @param typeIds which segment a token belongs to, for models that have segment embeddings
 * @param tokens the tokens as text
 * @param starts where a token begins, as a UTF-16 index of the text that it comes from (see {@code
 *     sequences}); 0 for an added special token
 * @param ends where it ends, exclusive. Normalization may give neighbouring tokens the same
 *     characters, and leave characters to none
 * @param words which word of its text a token belongs to, counted from 0; −1 for an added special
 *     token
 * @param sequences the text that a token comes from: 0 the first, 1 the second, −1 none: an added
 *     special token
 * @param truncated whether tokens were left out to keep a limit
 */
public record Encoding(
    int[] ids,
    int[] typeIds,
    List<String> tokens,
    int[] starts,
    int[] ends,
    int[] words,
    int[] sequences,
    boolean truncated) {
  public Encoding {
    tokens = List.copyOf(tokens);
    int size = ids.length;
    if (typeIds.length != size
        || tokens.size() != size
        || starts.length != size
        || ends.length != size
        || words.length != size
        || sequences.length != size) {
      throw new IllegalArgumentException("the components of an encoding must have one length");
    }
  }

  /** How many tokens. */
  public int size() {
    return ids.length;
  }

  /**
   * Whether token {@code index} was added around the text. A special token written in the text was
   * not.
   */
  public boolean isAdded(int index) {
    return sequences[index] < 0;
  }

  /**
   * The first token of each word of the first text: [count], −1 for a word that has none.
   *
   * @param count of words
   */
  public int[] firsts(int count) {
    int[] firsts = new int[count];
    Arrays.fill(firsts, -1);
    for (int t = words.length - 1; t >= 0; t--) {
      if (sequences[t] == 0) {
        firsts[words[t]] = t;
      }
    }
    return firsts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Encoding that
        && truncated == that.truncated
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(typeIds, that.typeIds)
        && tokens.equals(that.tokens)
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(ends, that.ends)
        && Arrays.equals(words, that.words)
        && Arrays.equals(sequences, that.sequences);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(ids), Arrays.hashCode(starts), Arrays.hashCode(ends));
  }

  @Override
  public String toString() {
    return "Encoding" + tokens + (truncated ? " (truncated)" : "");
  }
}
