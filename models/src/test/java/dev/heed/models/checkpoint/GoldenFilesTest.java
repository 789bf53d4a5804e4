package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files written by Python's safetensors, and what their makers wrote down about them in
 * golden.json.
 */
class GoldenFilesTest {
  private static final Map<String, String> DTYPES =
      Map.of("int64", "I64", "float32", "F32", "float64", "F64", "int32", "I32", "bool", "BOOL");

  static Stream<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(SharedData.path("data/goldens"))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("golden.safetensors")))
          .filter(folder ->
              golden(folder).path("tensors").path("seq0.input_ids").has("dtype")
                  || golden(folder).path("tensors").path("batch.input_ids").has("dtype"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesShapesAndTypesAreThoseOfTheDescription(Path folder) {
    Map<String, String> described = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : golden(folder).get("tensors").properties()) {
      JsonNode about = entry.getValue();
      if (!about.has("dtype")) {
        continue;
      }
      String dtype = about.get("dtype").asString();
      described.put(
          entry.getKey(), DTYPES.getOrDefault(dtype, dtype) + " " + shape(about.get("shape")));
    }
    Map<String, String> read = new TreeMap<>();
    try (Checkpoint golden = SafetensorsFile.open(folder.resolve("golden.safetensors"))) {
      golden.tensors().forEach(t -> read.put(t.name(), t.dtype() + " " + t.shape()));
    }
    assertThat(read).containsAllEntriesOf(described);
    assertThat(read).hasSameSizeAs(golden(folder).get("tensors"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theLargestValueOfEveryTensorIsTheDescribedOne(Path folder) {
    try (Checkpoint golden = SafetensorsFile.open(folder.resolve("golden.safetensors"))) {
      for (Map.Entry<String, JsonNode> entry : golden(folder).get("tensors").properties()) {
        if (!entry.getValue().has("max_abs")) {
          continue;
        }
        double described = entry.getValue().get("max_abs").asDouble();
        double read = 0;
        for (float value : golden.tensor(entry.getKey()).toFloats()) {
          read = Math.max(read, Math.abs(value));
        }
        assertThat(read).as(entry.getKey()).isCloseTo(described, within(1e-6 * described));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theModelBesideItHasTheDescribedWeights(Path folder) {
    Path model = folder.resolve("model.safetensors");
    JsonNode weights = golden(folder).get("weights");
    if (weights == null || !weights.isArray() || !Files.exists(model)) {
      return;
    }
    Map<String, Boolean> described = new LinkedHashMap<>();
    weights.forEach(name -> described.put(name.asString(), true));
    try (Checkpoint checkpoint = SafetensorsFile.open(model)) {
      assertThat(checkpoint.names()).containsExactlyInAnyOrderElementsOf(described.keySet());
    }
  }

  private static JsonNode golden(Path folder) {
    return JsonMapper.shared().readTree(folder.resolve("golden.json").toFile());
  }

  private static List<Long> shape(JsonNode shape) {
    return shape.valueStream().map(JsonNode::asLong).toList();
  }
}
