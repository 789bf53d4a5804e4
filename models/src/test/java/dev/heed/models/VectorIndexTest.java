package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.VectorIndex.Hit;
import dev.heed.models.spec.ModelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VectorIndexTest {
  private static List<float[]> vectors(int count, int dimension) {
    Random random = new Random(3);
    List<float[]> vectors = new ArrayList<>();
    for (int v = 0; v < count; v++) {
      float[] vector = new float[dimension];
      for (int d = 0; d < dimension; d++) {
        vector[d] = (float) random.nextGaussian();
      }
      vectors.add(vector);
    }
    return vectors;
  }

  @Test
  void theNearestAreThoseOfASortByCosine() {
    List<float[]> vectors = vectors(500, 19);
    float[] query = vectors(501, 19).getLast();
    List<Integer> sorted =
        IntStream.range(0, 500)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer v) -> Embedding.cosine(query, vectors.get(v)))
                    .reversed())
            .toList();
    List<Hit> hits = VectorIndex.ofVectors(vectors).search(query, 25);
    assertThat(hits.stream().map(Hit::index)).isEqualTo(sorted.subList(0, 25));
    for (Hit hit : hits) {
      assertThat(hit.score())
          .isCloseTo(Embedding.cosine(query, vectors.get(hit.index())), within(1e-6));
    }
  }

  @Test
  void ofEqualScoresTheFirstInTheListComesFirst() {
    float[] same = {1, 2};
    VectorIndex index = VectorIndex.ofVectors(List.of(same, new float[] {-1, 0}, same, same));
    assertThat(index.search(same, 2).stream().map(Hit::index)).containsExactly(0, 2);
  }

  @Test
  void moreHitsThanVectorsAreAllOfThem() {
    assertThat(VectorIndex.ofVectors(vectors(3, 4)).search(new float[4], 10)).hasSize(3);
  }

  @Test
  void anEmptyIndexFindsNothing() {
    assertThat(VectorIndex.of(List.of()).search(new float[] {1}, 5)).isEmpty();
  }

  @Test
  void zerosAreLikeNothing() {
    VectorIndex index = VectorIndex.ofVectors(List.of(new float[] {0, 0}));
    assertThat(index.search(new float[] {1, 0}, 1)).containsExactly(new Hit(0, 0));
  }

  @Test
  void vectorsOfAnotherDimensionAreRefused() {
    assertThatThrownBy(() -> VectorIndex.ofVectors(List.of(new float[2], new float[3])))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vector 1 has dimension 3, the first has 2");
    assertThatThrownBy(() -> VectorIndex.ofVectors(List.of(new float[2])).search(new float[3], 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the query has dimension 3, the vectors have 2");
  }
}
