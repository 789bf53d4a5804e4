package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions against whole sorts. */
class CandidatesTest {
  private final Candidates candidates = new Candidates();

  /** Few different values, so that many are equal. */
  private static float[] scores(int count, long seed, int values) {
    Random random = new Random(seed);
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = random.nextInt(values) - values / 2f;
    }
    return scores;
  }

  private static List<Integer> sorted(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(id -> -scores[id]).thenComparing(id -> id))
        .toList();
  }

  private List<Integer> ids() {
    return IntStream.range(0, candidates.size()).mapToObj(candidates::id).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50, 999, 1000})
  void theGreatestAreThoseOfASort(int most) {
    for (int values : new int[] {1, 5, 100_000}) {
      float[] scores = scores(1000, most, values);
      candidates.fill(scores, 0, 1000);
      candidates.keepGreatest(most);
      candidates.sort();
      assertThat(ids()).isEqualTo(sorted(scores).subList(0, most));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40, 400})
  void blocksLeaveOutNoneOfTheGreatest(int most) {
    for (int values : new int[] {1, 50, 1_000_000}) {
      float[] scores = scores(5003, most, values);
      candidates.fillGreatest(scores, 0, 5003, most);
      candidates.keepGreatest(most);
      candidates.sort();
      assertThat(ids()).isEqualTo(sorted(scores).subList(0, most));
    }
  }

  @Test
  void logitsInOrderTakeNoLonger() {
    int count = 200_000;
    float[] scores = new float[count];
    for (int id = 0; id < count; id++) {
      scores[id] = id;
    }
    candidates.fill(scores, 0, count);
    candidates.keepGreatest(count / 2); // quadratic, it would take minutes
    assertThat(candidates.size()).isEqualTo(count / 2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.3, 0.5, 0.9, 0.9999})
  void theMassIsThatOfTheFewestGreatest(double share) {
    for (int values : new int[] {3, 10, 20_000}) {
      float[] scores = scores(700, 3, values);
      candidates.fill(scores, 0, 700);
      double sum = candidates.weigh(scores, values / 2f, 8.0 / values);
      List<Integer> sorted = sorted(scores);
      double mass = 0;
      int expected = 0;
      while (mass < share * sum) {
        mass += Math.exp((scores[sorted.get(expected++)] - values / 2f) / (values / 8.0));
      }
      candidates.keepMass(share * sum);
      candidates.sort();
      assertThat(ids()).isEqualTo(sorted.subList(0, expected));
    }
  }

  @Test
  void tokensWithoutAChanceAreNoCandidates() {
    candidates.fill(new float[] {1, Float.NEGATIVE_INFINITY, 2}, 0, 3);
    assertThat(ids()).containsExactly(0, 2);
  }

  @Test
  void theDrawGoesThroughTheWeightsInTheOrderOfIds() {
    float[] scores = Logits.of(0.25, 0.5, 0.25);
    candidates.fill(scores, 0, 3);
    candidates.weigh(scores, scores[1], 1);
    assertThat(candidates.draw(0)).isEqualTo(0);
    assertThat(candidates.draw(0.24)).isEqualTo(0);
    assertThat(candidates.draw(0.26)).isEqualTo(1);
    assertThat(candidates.draw(0.74)).isEqualTo(1);
    assertThat(candidates.draw(0.76)).isEqualTo(2);
    assertThat(candidates.draw(0x1.fffffffffffffp-1)).isEqualTo(2);
  }

  @Test
  void aTokenWithoutWeightIsNeverDrawn() {
    float[] scores = {-2000, 0, -2000};
    candidates.fill(scores, 0, 3);
    candidates.weigh(scores, 0, 1);
    assertThat(candidates.draw(0)).isEqualTo(1);
    assertThat(candidates.draw(0x1.fffffffffffffp-1)).isEqualTo(1);
  }
}
