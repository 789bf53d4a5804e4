package dev.heed.models.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.models.checkpoint.SentenceSettings.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private void writeWeights(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    new SafetensorsWriter().add("w", new float[] {1}, 1).write(file);
  }

  /** A folder as sentence-transformers wrote it until version 5. */
  private void writeSentenceModel() throws IOException {
    writeWeights("model.safetensors");
    write("config.json", "{\"model_type\": \"bert\", \"hidden_size\": 4, \"big\": NaN}");
    write("tokenizer.json", "{}");
    write("vocab.txt", "[PAD]");
    write("tokenizer_config.json", "{\"do_lower_case\": true}");
    write(
        "modules.json",
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
        """);
    write(
        "1_Pooling/config.json",
        """
        {"word_embedding_dimension": 4, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false,
         "pooling_mode_lasttoken": false, "include_prompt": false}
        """);
    write("sentence_bert_config.json", "{\"max_seq_length\": 256, \"do_lower_case\": false}");
    write(
        "config_sentence_transformers.json",
        "{\"prompts\": {\"query\": \"query: \", \"passage\": \"passage: \"},"
            + " \"default_prompt_name\": \"query\"}");
  }

  @Test
  void aFolderIsFoundWithAllItsParts() throws IOException {
    writeSentenceModel();
    try (ModelFiles model = ModelFiles.open(folder)) {
      assertThat(model.origin()).isEqualTo(folder.toString());
      assertThat(model.config().get("model_type").asString()).isEqualTo("bert");
      assertThat(model.config().get("big").asDouble()).isNaN();
      assertThat(model.checkpoint().tensor("w").toFloats()).containsExactly(1);
      assertThat(model.tokenizerJson())
          .map(ModelResource::origin)
          .contains(folder.resolve("tokenizer.json").toString());
      assertThat(model.vocabTxt())
          .map(vocab -> new String(vocab.bytes(9), UTF_8))
          .contains("[PAD]");
      assertThat(model.tokenizerConfig())
          .map(c -> c.get("do_lower_case").asBoolean())
          .contains(true);
      assertThat(model.file("generation_config.json")).isEmpty();
      assertThat(model.files()).contains("config.json", "model.safetensors").isSorted();
    }
  }

  @Test
  void settingsOfASentenceModelAreRead() throws IOException {
    writeSentenceModel();
    try (ModelFiles model = ModelFiles.open(folder)) {
      SentenceSettings settings = model.sentenceSettings().orElseThrow();
      assertThat(settings.pooling()).containsExactly(Pooling.CLS);
      assertThat(settings.normalize()).isTrue();
      assertThat(settings.maxTokens()).isEqualTo(OptionalInt.of(256));
      assertThat(settings.includePrompt()).isFalse();
      assertThat(settings.prompts()).isEqualTo(Map.of("query", "query: ", "passage", "passage: "));
      assertThat(settings.defaultPrompt()).contains("query");
      assertThat(settings.otherModules()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"pooling_mode\": \"lasttoken\"} | LAST",
        "{\"pooling_mode\": [\"mean\", \"max\"]} | MEAN MAX",
        "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_max_tokens\": true} | MEAN MAX",
        "{\"pooling_mode_weightedmean_tokens\": true} | WEIGHTED_MEAN",
        "{\"pooling_mode_mean_sqrt_len_tokens\": true} | MEAN_SQRT_LENGTH",
        "{} | MEAN"
      })
  void poolingIsReadInItsOldAndNewSpelling(String config, String expected) throws IOException {
    writeSentenceModel();
    write("1_Pooling/config.json", config);
    try (ModelFiles model = ModelFiles.open(folder)) {
      assertThat(model.sentenceSettings().orElseThrow().pooling().stream().map(Pooling::name))
          .containsExactly(expected.split(" "));
    }
  }

  @Test
  void anUnknownPoolingIsRefused() throws IOException {
    writeSentenceModel();
    write("1_Pooling/config.json", "{\"pooling_mode\": \"median\"}");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageContaining("pooling_mode is 'median'; expected one of [cls, mean, max,");
  }

  @Test
  void furtherModulesAreNamed() throws IOException {
    writeSentenceModel();
    write(
        "modules.json",
        "[{\"path\": \"2_Dense\", \"type\": \"sentence_transformers.models.Dense\"}]");
    try (ModelFiles model = ModelFiles.open(folder)) {
      assertThat(model.sentenceSettings().orElseThrow().otherModules())
          .containsExactly("sentence_transformers.models.Dense");
    }
  }

  @Test
  void theTransformerMayHaveAFolderOfItsOwn() throws IOException {
    write(
        "modules.json",
        "[{\"path\": \"0_Transformer\", \"type\": \"sentence_transformers.models.Transformer\"}]");
    write("0_Transformer/config.json", "{\"model_type\": \"bert\"}");
    writeWeights("0_Transformer/model.safetensors");
    try (ModelFiles model = ModelFiles.open(folder)) {
      assertThat(model.checkpoint().contains("w")).isTrue();
    }
  }

  @Test
  void aModuleElsewhereIsRefused() throws IOException {
    writeSentenceModel();
    write("modules.json", "[{\"path\": \"../../etc\", \"type\": \"x.Pooling\"}]");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageContaining("names the file '../../etc'");
  }

  @Test
  void shardsAreFoundByTheirIndex() throws IOException {
    write("config.json", "{}");
    writeWeights("model-00001-of-00001.safetensors");
    write(
        "model.safetensors.index.json",
        "{\"weight_map\": {\"w\": \"model-00001-of-00001.safetensors\"}}");
    try (ModelFiles model = ModelFiles.open(folder)) {
      assertThat(model.checkpoint().tensor("w").toFloats()).containsExactly(1);
      assertThat(model.sentenceSettings()).isEmpty();
      assertThat(model.tokenizerJson()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5"})
  void otherFormsOfWeightsAreRefusedWithAWayOut(String name) throws IOException {
    write("config.json", "{}");
    write(name, "");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageStartingWith("%s: holds its weights as %s only", folder, name)
        .withMessageContaining("safe_serialization=True");
  }

  @Test
  void aFolderWithoutWeightsIsRefused() throws IOException {
    write("notes.txt", "");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessage(
            folder
                + ": holds no weights; expected model.safetensors, model.safetensors.index.json,"
                + " model.onnx, or a GGUF or llama2.c file; there is notes.txt");
  }

  @Test
  void weightsWithoutAConfigurationAreRefused() throws IOException {
    writeWeights("model.safetensors");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageContaining("config.json: is absent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "\"text\"", "\u0000"})
  void aConfigurationThatIsNoObjectIsRefused(String config) throws IOException {
    writeWeights("model.safetensors");
    write("config.json", config);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageStartingWith(folder.resolve("config.json") + ": ");
  }

  @Test
  void aDeepConfigurationIsRefused() throws IOException {
    writeWeights("model.safetensors");
    write("config.json", "{\"a\":".repeat(100_000));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageContaining("nesting depth");
  }

  @Test
  void aHugeConfigurationIsRefused() throws IOException {
    writeWeights("model.safetensors");
    write("config.json", "{\"a\": \"" + "x".repeat(5 << 20) + "\"}");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessage(folder.resolve("config.json") + ": has more than 4,194,304 bytes");
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    write("model.txt", "");
    Path file = folder.resolve("model.txt");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(file))
        .withMessageStartingWith(file + ": is no model that is read");
  }

  @Test
  void aSafetensorsFileIsTakenWithWhatLiesBesideIt() throws IOException {
    writeSentenceModel();
    writeWeights("other.safetensors");
    try (ModelFiles model = ModelFiles.open(folder.resolve("other.safetensors"))) {
      assertThat(model.checkpoint().origin()).endsWith("other.safetensors");
      assertThat(model.config().get("hidden_size").asInt()).isEqualTo(4);
      assertThat(model.tokenizerJson()).isPresent();
      assertThat(model.sentenceSettings())
          .map(SentenceSettings::pooling)
          .contains(List.of(Pooling.CLS));
    }
  }

  @Test
  void anAbsentPlaceIsNamed() {
    Path absent = folder.resolve("absent");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(absent))
        .withMessage(absent + ": there is no such file");
  }

  @Test
  void anOnnxModelOnTheClassPathBringsItsTokenizer() {
    ClassLoader loader = ModelFilesTest.class.getClassLoader();
    try (ModelFiles model =
        ModelFiles.onClassPath(
            loader, "all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json")) {
      assertThat(model.config().get("num_attention_heads").asInt()).isEqualTo(12);
      assertThat(model.checkpoint().names()).hasSize(101);
      assertThat(model.tokenizerJson()).map(t -> t.bytes(1 << 20).length).contains(711_661);
      assertThat(model.files()).isEqualTo(List.of());
    }
  }

  @Test
  void anAbsentResourceIsNamed() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() ->
            ModelFiles.onClassPath(ModelFilesTest.class.getClassLoader(), "no.onnx", "no.json"))
        .withMessage(
            "resource 'no.onnx' is not on the class path; add the jar that holds the model");
  }

  @Test
  void theWeightFilesAreThoseThatAreRead() throws IOException {
    write("config.json", "{}");
    writeWeights("one.safetensors");
    writeWeights("unused.safetensors");
    write("model.safetensors.index.json", "{\"weight_map\": {\"w\": \"one.safetensors\"}}");
    try (ModelFiles model = ModelFiles.open(folder)) {
      assertThat(model.weightFiles())
          .containsExactly(
              folder.resolve("model.safetensors.index.json"), folder.resolve("one.safetensors"));
    }
  }
}
