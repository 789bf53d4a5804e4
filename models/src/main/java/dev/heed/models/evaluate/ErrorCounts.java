package dev.heed.models.evaluate;

import java.util.List;

/**
 * How a text differs from its reference, in words or characters, when it is turned into it by the
 * fewest edits (Levenshtein, "Binary codes capable of correcting deletions, insertions, and
 * reversals", 1966). Of several ways with as few, the one that the Python package jiwer reports.
 *
 * @param hits units of the reference that are there
 * @param substitutions units of the reference that are others in the text
 * @param deletions units of the reference that are not in the text
 * @param insertions units of the text that are not in the reference
 */
public record ErrorCounts(long hits, long substitutions, long deletions, long insertions) {
  static ErrorCounts of(List<String> reference, List<String> text) {
    int start = 0;
    int least = Math.min(reference.size(), text.size());
    while (start < least && reference.get(start).equals(text.get(start))) {
      start++;
    }
    int end = 0;
    while (end < least - start
        && reference.get(reference.size() - 1 - end).equals(text.get(text.size() - 1 - end))) {
      end++;
    }
    List<String> fromReference = reference.subList(start, reference.size() - end);
    List<String> fromText = text.subList(start, text.size() - end);
    return within(fromReference, fromText).plus(new ErrorCounts(start + end, 0, 0, 0));
  }

  /**
   * Row by row, with the deletions on the way to each cell; the rest follows from the lengths. A
   * cell is reached by a deletion if that is least, else by an insertion if going diagonally is
   * not.
   */
  private static ErrorCounts within(List<String> reference, List<String> text) {
    int columns = reference.size() + 1;
    int[] above = new int[columns];
    int[] edits = new int[columns];
    int[] deletionsAbove = new int[columns];
    int[] deletions = new int[columns];
    for (int j = 0; j < columns; j++) {
      edits[j] = j;
      deletions[j] = j;
    }
    for (int i = 1; i <= text.size(); i++) {
      int[] free = above;
      above = edits;
      edits = free;
      free = deletionsAbove;
      deletionsAbove = deletions;
      deletions = free;
      edits[0] = i;
      deletions[0] = 0;
      for (int j = 1; j < columns; j++) {
        boolean same = reference.get(j - 1).equals(text.get(i - 1));
        int diagonal = above[j - 1] + (same ? 0 : 1);
        edits[j] = Math.min(diagonal, Math.min(above[j], edits[j - 1]) + 1);
        if (edits[j] == edits[j - 1] + 1) {
          deletions[j] = deletions[j - 1] + 1;
        } else if (above[j] + 1 == above[j - 1]) {
          deletions[j] = deletionsAbove[j];
        } else {
          deletions[j] = deletionsAbove[j - 1];
        }
      }
    }
    long deleted = deletions[columns - 1];
    long inserted = text.size() - (reference.size() - deleted);
    long substituted = edits[columns - 1] - deleted - inserted;
    return new ErrorCounts(
        reference.size() - deleted - substituted, substituted, deleted, inserted);
  }

  /** The counts of both together. */
  public ErrorCounts plus(ErrorCounts other) {
    return new ErrorCounts(
        hits + other.hits,
        substitutions + other.substitutions,
        deletions + other.deletions,
        insertions + other.insertions);
  }

  /** Units of the reference. */
  public long length() {
    return hits + substitutions + deletions;
  }

  /**
   * (substitutions + deletions + insertions) / length of the reference: from 0, above 1 where much
   * was inserted; NaN where the reference is empty.
   */
  public double rate() {
    return length() == 0
        ? Double.NaN
        : (double) (substitutions + deletions + insertions) / length();
  }
}
