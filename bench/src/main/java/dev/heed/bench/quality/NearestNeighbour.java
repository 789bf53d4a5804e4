package dev.heed.bench.quality;

import dev.heed.bench.Vectors;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Gives a vector the label of the most similar one among those whose labels are known. */
public final class NearestNeighbour {
  private final float[][] known;
  private final List<String> labels;

  /**
   * Of these vectors.
   *
   * @param known unit vectors
   * @param labels of each
   */
  public NearestNeighbour(float[][] known, List<String> labels) {
    requireAsMany(known, labels);
    this.known = known;
    this.labels = labels;
  }

  /** The label of the vector with the largest cosine, of equals the first: unit vector [dim]. */
  public String label(float[] vector) {
    int nearest = -1;
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < known.length; k++) {
      double cosine = Vectors.cosine(vector, known[k]);
      if (Double.isNaN(cosine)) {
        throw new IllegalStateException(
            "a vector holds NaN: its cosine to known vector %d, '%s', is none"
                .formatted(k, labels.get(k)));
      }
      if (cosine > largest) {
        largest = cosine;
        nearest = k;
      }
    }
    return labels.get(nearest);
  }

  /** How many vectors get the label that they should have: unit vectors [count, dim]. */
  public int right(float[][] vectors, List<String> expected) {
    requireAsMany(vectors, expected);
    return (int)
        IntStream.range(0, vectors.length)
            .parallel()
            .filter(v -> Objects.equals(label(vectors[v]), expected.get(v)))
            .count();
  }

  private static void requireAsMany(float[][] vectors, List<String> labels) {
    if (vectors.length == 0 || vectors.length != labels.size()) {
      throw new IllegalArgumentException(
          "there must be a label for each vector, and at least one; there are %d vectors and %d labels"
              .formatted(vectors.length, labels.size()));
    }
  }
}
