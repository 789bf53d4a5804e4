package dev.heed.app.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.evaluate.EntityScheme;
import dev.heed.models.evaluate.Interval;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricIntervalTest {
  private static final List<String> PERSON = List.of("B-PER", "I-PER", "O");
  private static final List<String> PLACE = List.of("O", "O", "B-LOC");
  private static final List<String> NOTHING = List.of("O", "O", "O");

  /** 40 of 50 sentences have their only entity found: F1 is 2 · 40 / (50 + 40). */
  @Test
  void ofEntitiesItIsAroundTheirF1() {
    List<List<String>> truth = Collections.nCopies(50, PERSON);
    List<List<String>> found =
        Stream.concat(
                Collections.nCopies(40, PERSON).stream(), Collections.nCopies(10, NOTHING).stream())
            .toList();
    Interval interval = MetricInterval.ofEntities(truth, found, EntityScheme.CONLL).interval();
    assertThat(interval.value()).isCloseTo(80.0 / 90, within(1e-12));
    // A share of 0.8 of 50 moves by ±0.11; its F1 is 2p / (1 + p).
    assertThat(interval.low()).isBetween(0.78, 0.84);
    assertThat(interval.high()).isBetween(0.92, 0.97);
  }

  @Test
  void whereNoEntityIsItIsZero() {
    Interval interval =
        MetricInterval.ofEntities(List.of(NOTHING), List.of(NOTHING), EntityScheme.CONLL)
            .interval();
    assertThat(interval.high()).isZero();
  }

  @Test
  void ofTagsLongSentencesCountMore() {
    List<List<String>> truth = List.of(List.of("A"), List.of("A", "A", "A"));
    List<List<String>> given = List.of(List.of("A"), List.of("B", "B", "B"));
    Interval interval = MetricInterval.ofTags(truth, given).interval();
    assertThat(interval.value()).isEqualTo(0.25);
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isEqualTo(1);
    assertThat(MetricInterval.ofTags(List.of(PLACE), List.of(PLACE)).interval().low()).isEqualTo(1);
  }
}
