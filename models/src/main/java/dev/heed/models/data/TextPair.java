package dev.heed.models.data;

/**
 * Two texts that belong together and, where there is one, a third that does not, by their numbers
 * in {@link TextPairs#texts}.
 *
 * @param anchor a text
 * @param positive a text that belongs to it
 * @param negative a text that looks as if it did; {@link #NONE} where there is none
 * @param group of the pair: no two of one group may be in one batch
 * @param example that the anchor stands in, from 0
 */
public record TextPair(int anchor, int positive, int negative, int group, int example) {
  /** No text. */
  public static final int NONE = -1;

  /** Its texts, two or three. */
  int[] texts() {
    return negative == NONE ? new int[] {anchor, positive} : new int[] {anchor, positive, negative};
  }
}
