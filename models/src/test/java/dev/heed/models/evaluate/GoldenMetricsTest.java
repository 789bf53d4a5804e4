package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every value of the golden table, which scikit-learn 1.9.1, sacrebleu 2.6.0, jiwer 4.0.0,
 * rouge-score 0.1.2 and seqeval 1.2.2 computed, within the tolerance that it states.
 */
class GoldenMetricsTest {
  /** What stands in the table beside values: inputs, and how they were read. */
  private static final Set<String> NO_VALUES =
      Set.of(
          "case",
          "versions",
          "rel_tolerance",
          "classification.labels",
          "classification.probabilities",
          "classification.ece_rule",
          "classification.empty_class.labels",
          "classification.empty_class.predictions",
          "classification.empty_class.rule",
          "binary.labels",
          "binary.scores",
          "binary.note",
          "regression.truth",
          "regression.prediction",
          "text.hypotheses",
          "text.references",
          "text.two_references.second_references",
          "text.wer.words",
          "text.rouge_rule",
          "entities.truth",
          "entities.prediction",
          "entities.rule");

  static Stream<Arguments> values() throws IOException {
    JsonNode table = table();
    Map<String, JsonNode> expected = new TreeMap<>();
    flatten("", table, expected);
    Map<String, Object> ours = GoldenValues.of(table);
    return ours.entrySet().stream()
        .map(one ->
            Arguments.of(
                one.getKey(),
                expected.getOrDefault(one.getKey(), JsonMapper.shared().nullNode()),
                JsonMapper.shared().valueToTree(one.getValue())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void aValueIsThatOfTheTable(String name, JsonNode expected, JsonNode ours) throws IOException {
    double tolerance = table().get("rel_tolerance").asDouble();
    PeerValues.assertClose(name, ours, expected, tolerance);
  }

  @Test
  void noneIsForgotten() throws IOException {
    Map<String, JsonNode> expected = new TreeMap<>();
    flatten("", table(), expected);
    expected.keySet().removeAll(NO_VALUES);
    assertThat(GoldenValues.of(table()).keySet())
        .hasSizeGreaterThan(100)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
  }

  /** What is no object, by the names on the way to it. */
  private static void flatten(String path, JsonNode node, Map<String, JsonNode> into) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = path + field.getKey();
      if (field.getValue().isObject() && !NO_VALUES.contains(name)) {
        flatten(name + ".", field.getValue(), into);
      } else {
        into.put(name, field.getValue());
      }
    }
  }

  private static JsonNode table() {
    return JsonMapper.shared()
        .readTree(SharedData.path("data/goldens/metrics/golden.json").toFile());
  }
}
