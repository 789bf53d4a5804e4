package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimilarityCommandTest {
  @TempDir Path folder;

  @Test
  void theBuiltInModelGivesTheGoldenCosine() {
    JsonNode golden = new JsonMapper().readTree(SharedData.path("data/minilm/minilm-golden.json"));
    JsonNode answer = HeedRun.of("similarity", "--json", text(golden, 9), text(golden, 10)).json();
    assertThat(answer.get("similarity").doubleValue())
        .isCloseTo(golden.get("cos_9_10").doubleValue(), within(2e-6));
  }

  @Test
  void aTextMeansWhatItMeans() throws IOException {
    HeedRun run = HeedRun.of("similarity", "-m", tiny(), "the cat sat", "the cat sat");
    assertThat(run.out()).isEqualTo("1.0000\n");
  }

  @Test
  void theTokensAreCounted() throws IOException {
    JsonNode answer =
        HeedRun.of("similarity", "--json", "-m", tiny(), "the cat", "dog ".repeat(50)).json();
    assertThat(answer.get("a").get("tokens").intValue()).isEqualTo(4);
    assertThat(answer.get("b").get("truncated").booleanValue()).isTrue();
    assertThat(answer.propertyNames()).containsExactly("similarity", "a", "b", "model", "backend");
  }

  @Test
  void aTextThatIsCutIsReported() throws IOException {
    HeedRun run = HeedRun.of("similarity", "-m", tiny(), "the cat", "dog ".repeat(50));
    assertThat(run.err()).contains("text B was cut to 16 tokens");
  }

  @Test
  void oneTextIsNotEnough() {
    HeedRun run = HeedRun.of("similarity", "alone");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("B");
  }

  private String tiny() throws IOException {
    return TinyBert.encoder(folder.resolve("tiny")).toString();
  }

  private static String text(JsonNode golden, int index) {
    return golden.get("cases").get(index).get("text").stringValue();
  }
}
