package dev.heed.models;

import dev.heed.models.spec.ModelException;

/**
 * The vector of a text.
 *
 * @param vector [dimension]; belongs to this record
 * @param tokens that were computed, special tokens included
 * @param truncated whether the text was longer than the model takes, and its end left out
 */
public record Embedding(float[] vector, int tokens, boolean truncated) {
  /** Length of the vector. */
  public int dimension() {
    return vector.length;
  }

  /** Cosine of the angle to another vector: 1 for the same direction, 0 for nothing in common. */
  public double cosine(Embedding other) {
    return cosine(vector, other.vector);
  }

  /**
   * Cosine of the angle between two vectors; 0 where one of them is all zeros.
   *
   * @throws ModelException when their dimensions differ
   */
  public static double cosine(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new ModelException(
          "cosine: vectors of dimensions %d and %d; they come from different models"
              .formatted(a.length, b.length));
    }
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int d = 0; d < a.length; d++) {
      dot += (double) a[d] * b[d];
      squaresOfA += (double) a[d] * a[d];
      squaresOfB += (double) b[d] * b[d];
    }
    double lengths = Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB);
    return lengths == 0 ? 0 : dot / lengths;
  }
}
