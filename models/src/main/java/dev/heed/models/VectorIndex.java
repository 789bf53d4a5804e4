package dev.heed.models;

import dev.heed.models.spec.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds the vectors nearest to a query by cosine, exactly: every vector is looked at. Immutable, so
 * any number of threads may search.
 */
public final class VectorIndex {
  private final int dimension;
  private final float[][] directions;

  private VectorIndex(int dimension, float[][] directions) {
    this.dimension = dimension;
    this.directions = directions;
  }

  /**
   * A vector that was found.
   *
   * @param index its place in the list that the index was made of
   * @param score cosine of its angle to the query
   */
  public record Hit(int index, double score) {}

  /** Over the vectors of texts. */
  public static VectorIndex of(List<Embedding> embeddings) {
    return ofVectors(embeddings.stream().map(Embedding::vector).toList());
  }

  /**
   * Over vectors, which are copied.
   *
   * @throws ModelException when their dimensions differ
   */
  public static VectorIndex ofVectors(List<float[]> vectors) {
    int dimension = vectors.isEmpty() ? 0 : vectors.getFirst().length;
    float[][] directions = new float[vectors.size()][];
    for (int v = 0; v < directions.length; v++) {
      float[] vector = vectors.get(v);
      if (vector.length != dimension) {
        throw new ModelException(
            "index: vector %d has dimension %d, the first has %d; they come from different models"
                .formatted(v, vector.length, dimension));
      }
      directions[v] = direction(vector);
    }
    return new VectorIndex(dimension, directions);
  }

  /** Number of vectors. */
  public int size() {
    return directions.length;
  }

  /** The nearest to an embedding, best first; of equals the first in the list. */
  public List<Hit> search(Embedding query, int most) {
    return search(query.vector(), most);
  }

  /**
   * The nearest to a vector, best first; of equals the first in the list.
   *
   * @param most hits to return, at least 0
   * @throws ModelException when the query's dimension differs from the index's
   */
  public List<Hit> search(float[] query, int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be at least 0; was " + most);
    }
    if (directions.length > 0 && query.length != dimension) {
      throw new ModelException(
          "index: the query has dimension %d, the vectors have %d; they come from different models"
              .formatted(query.length, dimension));
    }
    if (most == 0) {
      return List.of();
    }
    float[] direction = direction(query);
    PriorityQueue<Hit> best = new PriorityQueue<>(VectorIndex::worstFirst);
    for (int v = 0; v < directions.length; v++) {
      double score = dot(direction, directions[v]);
      if (best.size() < most) {
        best.add(new Hit(v, score));
      } else if (score > best.element().score()) {
        best.remove();
        best.add(new Hit(v, score));
      }
    }
    List<Hit> hits = new ArrayList<>(best);
    hits.sort((a, b) -> worstFirst(b, a));
    return hits;
  }

  private static int worstFirst(Hit a, Hit b) {
    int byScore = Double.compare(a.score(), b.score());
    return byScore != 0 ? byScore : Integer.compare(b.index(), a.index());
  }

  /** The vector scaled to length 1; zeros stay zeros. */
  private static float[] direction(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] direction = new float[vector.length];
    for (int d = 0; d < vector.length; d++) {
      direction[d] = length == 0 ? 0 : (float) (vector[d] / length);
    }
    return direction;
  }

  /** In four sums, which the processor can add side by side. */
  private static double dot(float[] a, float[] b) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int d = 0;
    for (; d + 3 < a.length; d += 4) {
      sum0 += (double) a[d] * b[d];
      sum1 += (double) a[d + 1] * b[d + 1];
      sum2 += (double) a[d + 2] * b[d + 2];
      sum3 += (double) a[d + 3] * b[d + 3];
    }
    for (; d < a.length; d++) {
      sum0 += (double) a[d] * b[d];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
