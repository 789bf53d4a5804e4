package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads inputs and values of the Python packages, and compares. */
final class PeerValues {
  private PeerValues() {}

  /** What bench/peers/metric_goldens.py wrote; it says with which versions. */
  static JsonNode file() {
    try (InputStream file = PeerValues.class.getResourceAsStream("metrics.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  static boolean[] flags(JsonNode array) {
    boolean[] flags = new boolean[array.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = array.get(i).asInt() == 1;
    }
    return flags;
  }

  static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  static double[][] rows(JsonNode array) {
    return array.valueStream().map(PeerValues::doubles).toArray(double[][]::new);
  }

  static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  static List<List<String>> tags(JsonNode array) {
    return array.valueStream().map(PeerValues::strings).toList();
  }

  /** Precision, recall and F1, as the file has them. */
  static List<Double> triple(ClassScore score) {
    return List.of(score.precision(), score.recall(), score.f1());
  }

  static List<Double> triple(Rouge.Score score) {
    return List.of(score.precision(), score.recall(), score.f1());
  }

  /** A number, a text, or an array of these; {@code null} is what is undefined, NaN for us. */
  static void assertClose(String name, Object ours, JsonNode expected, double tolerance) {
    JsonNode node = ours instanceof JsonNode json ? json : JsonMapper.shared().valueToTree(ours);
    if (expected.isArray()) {
      assertThat(node.size()).as(name).isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        assertClose(name + "[" + i + "]", node.get(i), expected.get(i), tolerance);
      }
    } else if (expected.isString()) {
      assertThat(node.asString()).as(name).isEqualTo(expected.asString());
    } else if (expected.isNull()) {
      assertThat(Double.isNaN(node.asDouble())).as(name + ": " + node).isTrue();
    } else {
      assertThat(expected.isNumber()).as(name).isTrue();
      double value = expected.asDouble();
      assertThat(node.asDouble())
          .as(name)
          .isCloseTo(value, within(tolerance * Math.abs(value) + 1e-14));
    }
  }
}
