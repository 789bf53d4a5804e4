package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectCommandTest {
  @TempDir Path folder;

  /** Numbers of the model's card. */
  @Test
  void theBuiltInModelIsWhatItsCardSays() {
    JsonNode model = HeedRun.of("inspect", "all-minilm-l6-v2", "--json").json();
    JsonNode spec = model.get("spec");
    assertThat(spec.get("family").stringValue()).isEqualTo("bert");
    assertThat(spec.get("layers").intValue()).isEqualTo(6);
    assertThat(spec.get("width").intValue()).isEqualTo(384);
    assertThat(spec.get("heads").intValue()).isEqualTo(12);
    assertThat(spec.get("feedForward").intValue()).isEqualTo(1536);
    assertThat(spec.get("vocabulary").intValue()).isEqualTo(30522);
    assertThat(model.get("embedding").get("pooling").stringValue()).isEqualTo("mean");
    assertThat(model.get("embedding").get("maxTokens").intValue()).isEqualTo(256);
    assertThat(model.get("tokenizer").get("special").get("[CLS]").intValue()).isEqualTo(101);
    assertThat(model.get("tensorCount").intValue()).isEqualTo(101);
  }

  @Test
  void theTextNamesWhatAPersonAsksFor() throws IOException {
    HeedRun run = HeedRun.of("inspect", tiny());
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("bert encoder", "1 of width 12, 3 heads of 4", "up to 16 tokens of 16", "[SEP] 3")
        .contains("of weights");
  }

  @Test
  void everyTensorIsListedOnDemand() throws IOException {
    String tiny = tiny();
    assertThat(HeedRun.of("inspect", tiny).out()).doesNotContain("embeddings.LayerNorm.bias");
    assertThat(HeedRun.of("inspect", tiny, "--tensors").out())
        .containsPattern("embeddings\\.LayerNorm\\.bias +F32 +\\[12] +48");
    assertThat(HeedRun.of("inspect", tiny, "--tensors", "--json").json().get("tensors"))
        .hasSize(21);
  }

  @Test
  void theParametersAreCounted() throws IOException {
    // Tables (16 + 16 + 2) · 12, three norms of 24, four 12 × 12, 12 × 20 and 20 × 12 with biases.
    int expected = 34 * 12 + 3 * 24 + 4 * (144 + 12) + (240 + 20) + (240 + 12);
    assertThat(HeedRun.of("inspect", tiny(), "--json").json().get("parameters").intValue())
        .isEqualTo(expected);
  }

  @Test
  void aSafetensorsFileIsTakenWithWhatLiesBesideIt() throws IOException {
    HeedRun run = HeedRun.of("inspect", tiny() + "/model.safetensors");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("bert encoder", "[SEP] 3");
  }

  @Test
  void aHeadIsNamedWithItsLabels() throws IOException {
    Path model = TinyBert.classifier(folder.resolve("c"), "\"0\": \"cat\", \"1\": \"dog\"");
    assertThat(HeedRun.of("inspect", model.toString()).out()).contains("2 (cat, dog)");
  }

  @Test
  void aFamilyThatIsNotKnownIsShownAllTheSame() throws IOException {
    String tiny = tiny();
    Path config = Path.of(tiny).resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"bert\"", "\"perceiver\""));
    HeedRun run = HeedRun.of("inspect", tiny);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("21 tensors", "not understood", "perceiver");
  }

  @Test
  void aFolderWithoutAModelIsNamed() {
    HeedRun run = HeedRun.of("inspect", folder.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains(folder.toString(), "no weights");
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("model.doc"), List.of("hello"));
    HeedRun run = HeedRun.of("inspect", file.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(".safetensors");
  }

  private String tiny() throws IOException {
    return TinyBert.encoder(folder.resolve("tiny")).toString();
  }
}
