package dev.heed.models.save;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.TinyModel;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters that are damaged, of another model, or of a kind that is not supported. */
class HostileAdapterTest {
  private static final String QUERY = "base_model.model.encoder.layer.0.attention.self.query";
  private static final int WIDTH = TinyModel.WIDTH;

  @TempDir Path folder;
  private Path base = Path.of("");
  private Path adapter = Path.of("");

  @BeforeEach
  void write() {
    base = TinyModel.encoder().write(folder.resolve("base/"));
    adapter = folder.resolve("adapter");
    settings("");
  }

  private void settings(String more) {
    TinyModel.text(
        adapter.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4%s}".formatted(more));
  }

  private static SafetensorsWriter change(String module, int out, int in) {
    return new SafetensorsWriter()
        .add(module + ".lora_A.weight", new float[2 * in], 2, in)
        .add(module + ".lora_B.weight", new float[out * 2], out, 2);
  }

  private void write(SafetensorsWriter tensors) {
    tensors.write(adapter.resolve("adapter_model.safetensors"));
  }

  private void refused(Class<? extends Exception> type, String... parts) {
    assertThatThrownBy(() -> ModelSource.open(base, adapter).close())
        .isInstanceOf(type)
        .hasMessageContainingAll(parts);
  }

  @Test
  void aGoodOneIsRead() {
    write(change(QUERY, WIDTH, WIDTH));
    ModelSource.open(base, adapter).close();
  }

  @Test
  void withoutWeightsItIsNone() {
    refused(CheckpointException.class, "adapter_model.safetensors");
  }

  @Test
  void weightsThatAreCutOffAreRefused() throws IOException {
    write(change(QUERY, WIDTH, WIDTH));
    Path file = adapter.resolve("adapter_model.safetensors");
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 9));
    refused(CheckpointException.class, "adapter_model.safetensors");
  }

  @Test
  void aModuleThatTheBaseHasNotIsNamedBesideThoseThatItHas() {
    write(change("base_model.model.model.layers.0.self_attn.q_proj", WIDTH, WIDTH));
    refused(
        ModelException.class,
        "'model.layers.0.self_attn.q_proj'",
        "attention.self.query",
        "intermediate.dense");
  }

  @Test
  void anotherWidthIsAnotherModel() {
    write(change(QUERY, WIDTH, WIDTH + 8));
    refused(ModelException.class, "[2, 32]", "[24, 24]", "it belongs to another model");
  }

  @Test
  void anotherRankThanTheSettingsIsRefused() {
    settings(", \"r\": 3");
    write(change(QUERY, WIDTH, WIDTH));
    refused(ModelException.class, "the change of rank 3", "lora_A [2, 24]");
  }

  @Test
  void halfAChangeIsRefused() {
    write(new SafetensorsWriter().add(QUERY + ".lora_A.weight", new float[2 * WIDTH], 2, WIDTH));
    refused(ModelException.class, "has only one of lora_A and lora_B");
  }

  @Test
  void noChangeAtAllIsRefused() {
    write(new SafetensorsWriter());
    refused(ModelException.class, "holds no change of low rank");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora_embedding_A", "lora_magnitude_vector"})
  void otherTensorsOfChangesAreRefused(String kind) {
    write(change(QUERY, WIDTH, WIDTH).add(QUERY + "." + kind, new float[4], 4));
    refused(ModelException.class, kind, "not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"peft_type\": \"IA3\" | peft_type is 'IA3'",
        "\"use_dora\": true | 'use_dora' is true",
        "\"rank_pattern\": {\"query\": 8} | 'rank_pattern'",
        "\"layer_replication\": [[0, 1]] | 'layer_replication'",
        "\"r\": 0 | r is 0",
        "\"r\": 1000000000 | r is 1000000000",
        "\"lora_alpha\": -1 | lora_alpha -1.0",
        "\"lora_alpha\": NaN | lora_alpha NaN",
        "\"lora_dropout\": 1 | lora_dropout 1.0"
      })
  void settingsThatChangeTheArithmeticAreRefused(String setting, String message) {
    settings(", " + setting);
    write(change(QUERY, WIDTH, WIDTH));
    refused(ModelException.class, message);
  }

  @Test
  void withoutABaseTheAdapterAloneIsNoModel() {
    write(change(QUERY, WIDTH, WIDTH));
    assertThatThrownBy(() -> ModelSource.open(adapter))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("does not name the model that it changes");
  }

  /** Each would open the other for ever. */
  @Test
  void anAdapterOverItselfIsRefused() {
    settings(", \"base_model_name_or_path\": \"%s\"".formatted(adapter));
    write(change(QUERY, WIDTH, WIDTH));
    assertThatThrownBy(() -> ModelSource.open(adapter))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is itself an adapter");
  }
}
