package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against what bench/peers/retrieval_goldens.py had of sentence-transformers' evaluator. */
class RetrievalMetricsTest {
  private static JsonNode file() {
    try (InputStream file = RetrievalMetricsTest.class.getResourceAsStream("retrieval.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> ranks() {
    return file().get("ranks").valueStream();
  }

  private static RankedQuery query(JsonNode one) {
    return new RankedQuery(one.get("relevant").asInt(), PeerValues.ints(one.get("ranks")));
  }

  @ParameterizedTest
  @MethodSource("ranks")
  void aQueryIsMeasuredAsBySentenceTransformers(JsonNode one) {
    RetrievalMetrics metrics = RetrievalMetrics.of(List.of(query(one)), 100);
    JsonNode expected = one.get("metrics");
    expected
        .properties()
        .forEach(value -> {
          Object found = metrics.toMap().get(value.getKey());
          assertThat((Double) found)
              .as(value.getKey())
              .isCloseTo(value.getValue().asDouble(), within(1e-12));
        });
    assertThat(expected.size()).isEqualTo(5);
  }

  @Test
  void severalQueriesCountAlike() {
    RankedQuery first = new RankedQuery(1, new int[] {1});
    RankedQuery other = new RankedQuery(4, new int[] {2, 10});
    RetrievalMetrics metrics = RetrievalMetrics.of(List.of(first, other, other), 7);
    assertThat(metrics.accuracyAt1()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(metrics.mrrAt10()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(metrics.recallAt10()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(metrics.toMap()).containsAllEntriesOf(Map.of("queries", 3L, "documents", 7L));
  }

  @Test
  void whatNoSearchGivesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetrievalMetrics.of(List.of(), 3))
        .withMessageContaining("no examples");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RankedQuery(0, new int[0]))
        .withMessageContaining("0 relevant documents");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RankedQuery(1, new int[] {1, 2}))
        .withMessageContaining("no more found than there are");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RankedQuery(3, new int[] {2, 2}))
        .withMessageContaining("each above the one before it");
  }
}
