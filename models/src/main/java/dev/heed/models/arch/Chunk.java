package dev.heed.models.arch;

import java.util.Arrays;

/**
 * The next tokens of one sequence in a pass.
 *
 * @param sequence that they follow
 * @param ids at least one
 * @param wanted which logits come back
 */
public record Chunk(TokenSequence sequence, int[] ids, Wanted wanted) {
  /** For which of its tokens a chunk's logits are wanted: each costs a product. */
  public enum Wanted {
    NONE,
    LAST,
    ALL
  }

  public Chunk {
    ids = ids.clone();
    if (ids.length == 0) {
      throw new IllegalArgumentException("a chunk without tokens");
    }
  }

  /** With the logits of the last token. */
  public static Chunk of(TokenSequence sequence, int... ids) {
    return new Chunk(sequence, ids, Wanted.LAST);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Chunk other
        && sequence.equals(other.sequence)
        && Arrays.equals(ids, other.ids)
        && wanted == other.wanted;
  }

  @Override
  public int hashCode() {
    return 31 * sequence.hashCode() + Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return "%d tokens after %d".formatted(ids.length, sequence.length());
  }
}
