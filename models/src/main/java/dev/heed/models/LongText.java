package dev.heed.models;

/** What becomes of a text that has more tokens than the model takes. */
public enum LongText {
  /** Its end is left out, and the result says so. */
  TRUNCATE,
  /**
   * It is cut between words into pieces that fit, and their vectors are averaged, each counting as
   * many times as it has tokens.
   */
  AVERAGE
}
