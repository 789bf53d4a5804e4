package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RerankCommandTest {
  @TempDir Path folder;

  @Test
  void aPassageOfTheVocabularyHasTheScoreThatItsIdsHaveInATrace() throws IOException {
    // The golden pairs hold no separators, so the expected logit comes from a trace of the same
    // ids.
    String model = tiny();
    Path trace = folder.resolve("trace.safetensors");
    HeedRun.of(
        "trace",
        model,
        "--ids",
        "2 5 6 3 5 7 9 3",
        "--type-ids",
        "0 0 0 0 1 1 1 1",
        "-o",
        trace.toString());
    float expected;
    try (Checkpoint file = SafetensorsFile.open(trace)) {
      expected = file.tensor("logits").toFloats()[0];
    }
    HeedRun run = HeedRun.withInput("the dog ran", "rerank", model, "the cat", "--json", "-i", "-");
    assertThat(run.json().get("results").get(0).get("score").doubleValue())
        .isCloseTo(expected, within(1e-6));
  }

  @Test
  void theBestComeFirstAndNoMoreThanAskedFor() throws IOException {
    Path file = folder.resolve("p.txt");
    Files.write(file, List.of("the cat", "the dog ran", "a red mat", "on the road"));
    HeedRun run =
        HeedRun.of("rerank", tiny(), "the cat", "--in", file.toString(), "-k", "3", "--json");
    List<Double> scores =
        run.json().get("results").valueStream().map(hit -> hit.get("score").doubleValue()).toList();
    assertThat(scores).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(run.json().get("passages").intValue()).isEqualTo(4);
  }

  @Test
  void aLineIsScorePlaceAndText() throws IOException {
    HeedRun run = HeedRun.withInput("the dog\n", "rerank", tiny(), "the cat", "--in", "-");
    assertThat(run.out()).matches("-?\\d+\\.\\d{4}\tstandard input:1\tthe dog\n");
  }

  @Test
  void aPersonIsToldOfNoIndex() throws IOException {
    Path file = folder.resolve("p.txt");
    Files.write(file, List.of("the cat"));
    HeedRun run = HeedRun.atTerminal("rerank", tiny(), "the cat", "--in", file.toString());
    assertThat(run.err()).contains("1 passage, ").doesNotContain("index");
  }

  @Test
  void aPassageThatIsCutIsReported() throws IOException {
    HeedRun run =
        HeedRun.withInput("dog ".repeat(50) + "\ncat\n", "rerank", tiny(), "the cat", "-i", "-");
    assertThat(run.err()).contains("1 of 2 passages were cut: the model takes 16 tokens");
  }

  @Test
  void anObjectSaysWhetherItsPassageWasCut() throws IOException {
    HeedRun run =
        HeedRun.withInput(
            "dog ".repeat(50) + "\ncat\n", "rerank", tiny(), "the cat", "--json", "-i", "-");
    assertThat(run.err()).isEmpty();
    for (JsonNode hit : run.json().get("results")) {
      assertThat(hit.propertyNames()).containsExactly("score", "file", "line", "text", "truncated");
      assertThat(hit.get("truncated").booleanValue()).isEqualTo(hit.get("line").intValue() == 1);
    }
  }

  @Test
  void aModelWithSeveralLabelsIsRefused() throws IOException {
    String model =
        TinyBert.classifier(folder.resolve("two"), "\"0\": \"cat\", \"1\": \"dog\"").toString();
    HeedRun run = HeedRun.withInput("x", "rerank", model, "q", "--in", "-");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).startsWith("heed: error: ").contains("one score per pair");
  }

  @ParameterizedTest
  @CsvSource({
    "all-minilm-l6-v2, has no classification head",
    "absent-model, neither a file or folder nor one of the built-in models"
  })
  void aModelThatIsNoneIsExplained(String model, String message) {
    HeedRun run = HeedRun.withInput("x", "rerank", model, "q", "--in", "-");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains(model, message);
  }

  private String tiny() throws IOException {
    return TinyBert.classifier(folder.resolve("tiny"), "\"0\": \"relevance\"").toString();
  }
}
