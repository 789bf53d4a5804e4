package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

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
  void aFamilyThatIsNotKnownIsAnErrorAfterItsTensors() throws IOException {
    String tiny = tiny();
    Path config = Path.of(tiny).resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"bert\"", "\"perceiver\""));
    HeedRun run = HeedRun.of("inspect", tiny);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("21 tensors");
    assertThat(run.lastErrLine()).contains("perceiver", "supported are bert", "llama");
    HeedRun json = HeedRun.of("inspect", tiny, "--json");
    assertThat(json.exit()).isEqualTo(1);
    assertThat(json.json().get("problems").get(0).stringValue()).contains("perceiver");
    assertThat(json.errJson().get("error").stringValue()).contains("perceiver");
  }

  @Test
  void aMixtureOfExpertsIsNamedAsSuch() throws IOException {
    Path model =
        TinyLlama.model().named("mixtral").with("num_local_experts", 8).write(folder.resolve("m"));
    HeedRun run = HeedRun.of("inspect", model.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("a mixture of experts, which is not supported");
  }

  @Test
  void aLanguageModelIsWhatItsConfigurationSays() throws IOException {
    JsonNode model =
        HeedRun.of("inspect", TinyLlama.model().write(folder.resolve("l")).toString(), "--json")
            .json();
    JsonNode spec = model.get("spec");
    assertThat(spec.get("family").stringValue()).isEqualTo("llama");
    assertThat(spec.get("layers").intValue()).isEqualTo(2);
    assertThat(spec.get("width").intValue()).isEqualTo(24);
    assertThat(spec.get("heads").intValue()).isEqualTo(4);
    assertThat(spec.get("keyHeads").intValue()).isEqualTo(2);
    assertThat(spec.get("windows").toString()).isEqualTo("[0,0]");
    assertThat(spec.get("rotary").get(0).get("base").doubleValue()).isEqualTo(10_000);
    assertThat(spec.get("rotary").get(0).get("scaling").stringValue()).isEqualTo("none");
    assertThat(spec.get("maxTokens").intValue()).isEqualTo(TinyLlama.TOKENS);
    assertThat(spec.get("vocabulary").intValue()).isEqualTo(TinyLlama.VOCABULARY);
    assertThat(spec.get("tied").booleanValue()).isFalse();
    assertThat(model.get("chatTemplate").booleanValue()).isTrue();
    assertThat(model.get("tokenizer").get("vocabulary").intValue()).isEqualTo(TinyLlama.VOCABULARY);
    // Keys and values of 2 heads of 8 in 2 layers, 4 bytes each.
    assertThat(model.get("memory").get("cachePerToken").intValue()).isEqualTo(2 * 2 * 16 * 4);
    assertThat(model.get("memory").get("cacheOfUsualContext").longValue())
        .isGreaterThanOrEqualTo(128L * 256);
    assertThat(model.get("problems")).isEmpty();
  }

  /** 34 bytes for 32 elements of its matrices, and 4 for one of its table of words. */
  @Test
  void whatFastArithmeticTakesIsStatedToo() throws IOException {
    String wide =
        TinyLlama.model()
            .with("hidden_size", 64)
            .with("intermediate_size", 96)
            .write(folder.resolve("l"))
            .toString();
    JsonNode memory = HeedRun.of("inspect", wide, "--json").json().get("memory");
    long table = TinyLlama.VOCABULARY * 64;
    long layer = (32 + 2 * 16) * 64 + 64 * 32 + 3 * 96 * 64;
    assertThat(memory.get("weights").longValue() - memory.get("weightsFast").longValue())
        .isEqualTo((table + 2 * layer) / 32 * (4 * 32 - 34));
    assertThat(memory.get("weightsInBlocks")).isEqualTo(memory.get("weights"));
    assertThat(HeedRun.of("inspect", wide).out())
        .contains("of weights with fast arithmetic", "; else", "of weights as F32");
  }

  @Test
  void whatALanguageModelIsAPersonReadsToo() throws IOException {
    String llama = TinyLlama.model().write(folder.resolve("l")).toString();
    HeedRun run = HeedRun.of("inspect", llama);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("llama language model", "2 of width 24, 4 heads of 8, 2 key heads")
        .contains("rotary, base 10,000, 4 pairs of halves", "up to 128 tokens of 260")
        .contains("by a table of their own", "by the template that comes with it")
        .contains("256 B a token in F32", "</s> 257");
    String bare = TinyLlama.model().withoutTokenizer().write(folder.resolve("b")).toString();
    assertThat(HeedRun.of("inspect", bare).out()).contains("no template comes with it");
  }

  /** Numbers of the file's own description. */
  @Test
  void smolLmIsWhatItsFileSays() {
    String file = SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf").toString();
    JsonNode model = HeedRun.of("inspect", file, "--json").json();
    assertThat(model.get("parameters").longValue()).isEqualTo(134_515_008);
    assertThat(model.get("types").toString()).isEqualTo("{\"F32\":61,\"Q4_1\":210,\"Q8_0\":1}");
    assertThat(model.get("typeBytes").get("Q4_1").longValue()).isEqualTo(66_355_200);
    assertThat(model.get("spec").get("heads").intValue()).isEqualTo(9);
    assertThat(model.get("spec").get("keyHeads").intValue()).isEqualTo(3);
    assertThat(model.get("spec").get("tied").booleanValue()).isTrue();
    assertThat(model.get("spec").get("rotary").get(0).get("base").doubleValue()).isEqualTo(100_000);
    assertThat(model.get("chatTemplate").booleanValue()).isTrue();
    assertThat(model.get("memory").get("cachePerToken").intValue()).isEqualTo(2 * 30 * 3 * 64 * 4);
    // The table of words is there twice: rows are looked up in it, and it gives the logits.
    assertThat(model.get("memory").get("weightsInBlocks").longValue())
        .isCloseTo(66_355_200 + 2 * 30_081_024 + 140_544, withinPercentage(1));
    assertThat(model.get("memory").get("loadingInBlocks").longValue()).isEqualTo(30_081_024);
    assertThat(model.get("problems")).isEmpty();
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
