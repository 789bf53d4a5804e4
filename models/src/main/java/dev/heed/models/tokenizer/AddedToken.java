package dev.heed.models.tokenizer;

import java.util.function.Predicate;

/**
 * A token that is looked for in the text before the model cuts it into words.
 *
 * @param special whether it stands for no text ([CLS], …): only looked for on request, left out
 *     when decoding
 * @param normalized whether it is looked for in the normalized text, in its own normalized form
 * @param singleWord whether it counts only where no word character touches it
 * @param stripLeft whether it takes the white space before it
 * @param stripRight whether it takes the white space after it
 */
record AddedToken(
    String content,
    int id,
    boolean special,
    boolean normalized,
    boolean singleWord,
    boolean stripLeft,
    boolean stripRight) {
  /** This token, found only where special ones are if {@code wanted} holds for it. */
  AddedToken scopedBy(Predicate<String> wanted) {
    return special || !wanted.test(content)
        ? this
        : new AddedToken(content, id, true, normalized, singleWord, stripLeft, stripRight);
  }

  /** A special token without any further wish. */
  static AddedToken special(String content, int id) {
    return new AddedToken(content, id, true, false, false, false, false);
  }
}
