package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.checkpoint.MappedFiles;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import dev.heed.models.checkpoint.OnnxExports;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX files as models: found on the disk, loaded, run. */
class OnnxFolderTest {
  @TempDir Path folder;
  private Path onnx;

  @BeforeEach
  void make() throws IOException {
    onnx = Files.createDirectory(folder.resolve("onnx-model"));
  }

  /** Sizes and settings as make-onnx.py has them. */
  private static String config(String name) {
    String activation =
        name.contains("-tanh-") ? "gelu_new" : name.contains("-relu-") ? "relu" : "gelu";
    String family = OnnxExports.family(name);
    return switch (family) {
      case "distilbert" ->
          """
          {"model_type": "distilbert", "vocab_size": 11, "dim": 6, "n_layers": 2, "n_heads": 2,
           "hidden_dim": 10, "max_position_embeddings": 9, "activation": "%s"}
          """
              .formatted(activation);
      default ->
          """
          {"model_type": "%s", "vocab_size": 11, "hidden_size": 6, "num_hidden_layers": 2,
           "num_attention_heads": 2, "intermediate_size": 10, "max_position_embeddings": 9,
           "pad_token_id": %d, "hidden_act": "%s", "layer_norm_eps": %s, "type_vocab_size": %d}
          """
              .formatted(
                  family,
                  family.equals("roberta") ? 1 : 0,
                  activation,
                  family.equals("roberta") ? "1e-5" : "1e-12",
                  family.equals("roberta") ? 1 : 2);
    };
  }

  private static TokenBatch batch(String name) {
    List<int[]> ids = List.of(new int[] {3, 4, 5, 6, 7}, new int[] {10, 2}, new int[] {8});
    return OnnxExports.family(name).equals("bert")
        ? TokenBatch.of(ids, List.of(new int[] {0, 0, 1, 1, 1}, new int[] {1, 0}, new int[] {1}))
        : TokenBatch.of(ids);
  }

  private static float[][] states(Path model, String name, Backend backend) {
    try (ModelSource source = ModelSource.open(model);
        EncoderModel loaded =
            EncoderPlan.of(source, HeadChoice.NONE).load(source.checkpoint(), backend, 1)) {
      return loaded.states(batch(name));
    }
  }

  static Stream<Arguments> exports() {
    return InstalledBackends.names().stream()
        .flatMap(backend -> OnnxExports.exact().stream().map(name -> Arguments.of(backend, name)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("exports")
  void anExportGivesTheBitsOfTheCheckpointThatItWasMadeFrom(String backendName, String name)
      throws IOException {
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    TinyModel.text(checkpoint.resolve("config.json"), config(name));
    Files.write(
        checkpoint.resolve("model.safetensors"), OnnxExports.weightsFile(OnnxExports.family(name)));
    Files.write(onnx.resolve("model.onnx"), OnnxExports.file(name));
    try (Backend backend = InstalledBackends.open(backendName)) {
      float[][] expected = states(checkpoint, name, backend);
      assertThat(expected[0]).hasSize(5 * 6).doesNotContain(Float.NaN);
      assertThat(states(onnx, name, backend)).as("without config.json").isEqualTo(expected);
      TinyModel.text(onnx.resolve("config.json"), config(name));
      assertThat(states(onnx, name, backend)).as("with config.json").isEqualTo(expected);
    }
  }

  @Test
  void aFolderOfItsOwnLiesBelowWhatBelongsToTheModel() throws IOException {
    Path below = Files.createDirectory(onnx.resolve("onnx"));
    Files.write(below.resolve("model.onnx"), OnnxExports.file("bert-eager-17"));
    TinyModel.text(onnx.resolve("config.json"), config("bert-eager-17").replace("{", "{\"a\": 1,"));
    TinyModel.text(onnx.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nword\n");
    TinyModel.text(
        onnx.resolve("modules.json"),
        "[{\"path\": \"\", \"type\": \"x.Transformer\"}, {\"path\": \"1\", \"type\": \"x.Pooling\"}]");
    TinyModel.text(onnx.resolve("1/config.json"), "{\"pooling_mode\": \"cls\"}");
    for (Path named : List.of(onnx, below.resolve("model.onnx"))) {
      try (ModelSource source = ModelSource.open(named)) {
        assertThat(source.requireTokenizer().vocabularySize()).isEqualTo(6);
        assertThat(source.embedding().pooling()).as(named.toString()).isEqualTo(Pooling.CLS);
        assertThat(source.checkpoint().names()).hasSize(5 + 2 * 16);
      }
    }
  }

  @Test
  void aTokenizerMayBearTheNameOfItsModel() throws IOException {
    Files.write(onnx.resolve("tiny.onnx"), OnnxExports.file("bert-eager-17"));
    Path tokenizer = onnx.resolve("tiny-tokenizer.json");
    TinyModel.text(tokenizer, "{}");
    try (ModelFiles files = ModelFiles.open(onnx.resolve("tiny.onnx"))) {
      assertThat(files.tokenizerJson()).map(ModelResource::origin).contains(tokenizer.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bert-eager-17 | model_type | \"roberta\" | 'model_type' is roberta | it is bert",
        "roberta-sdpa-17 | model_type | \"bert\" | 'model_type' is bert | it is roberta",
        "bert-eager-17 | vocab_size | 12 | 'vocab_size' is 12 | it is 11",
        "bert-eager-17 | hidden_size | 8 | 'hidden_size' is 8 | it is 6",
        "bert-eager-17 | num_hidden_layers | 1 | 'num_hidden_layers' is 1 | it is 2",
        "bert-eager-17 | num_attention_heads | 3 | 'num_attention_heads' is 3 | it is 2",
        "bert-eager-17 | intermediate_size | 9 | 'intermediate_size' is 9 | it is 10",
        "bert-eager-17 | hidden_act | \"relu\" | 'hidden_act' is RELU | it is GELU",
        "bert-tanh-17 | hidden_act | \"gelu\" | 'hidden_act' is GELU | it is GELU_TANH",
        "bert-eager-17 | layer_norm_eps | 0.1 | 'layer_norm_eps' is 0.1 | it is 1.0E-12",
        "bert-eager-17 | max_position_embeddings | 8 | 'max_position_embeddings' is 8 | it is 9",
        "bert-eager-17 | type_vocab_size | 3 | 'type_vocab_size' is 3 | it is 2",
        "roberta-sdpa-17 | pad_token_id | 2 | 'pad_token_id' is | padding=1",
        "distilbert-sdpa-17 | n_heads | 3 | 'n_heads' is 3 | it is 2",
        "distilbert-sdpa-17 | activation | \"relu\" | 'activation' is RELU | it is GELU"
      })
  void aConfigurationThatContradictsTheGraphIsRefused(
      String name, String key, String value, String said, String found) throws IOException {
    Files.write(onnx.resolve("model.onnx"), OnnxExports.file(name));
    String settings = config(name);
    String changed =
        settings.replaceFirst("\"" + key + "\": [^,}\n]+", "\"" + key + "\": " + value);
    assertThat(changed).isNotEqualTo(settings);
    TinyModel.text(onnx.resolve("config.json"), changed);
    assertThatThrownBy(() -> ModelSource.open(onnx))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(onnx + ": by its config.json " + said)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining(found);
    if (Files.exists(MappedFiles.MAPS)) {
      assertThat(MappedFiles.below(onnx)).isEmpty();
    }
  }

  @Test
  void aConfigurationMaySayTheSameInOtherWords() throws IOException {
    Files.write(onnx.resolve("model.onnx"), OnnxExports.file("bert-tanh-17"));
    TinyModel.text(
        onnx.resolve("config.json"),
        config("bert-tanh-17")
            .replace("gelu_new", "gelu_pytorch_tanh")
            .replace("1e-12", "1.0e-12"));
    try (ModelSource source = ModelSource.open(onnx)) {
      assertThat(EncoderPlan.of(source, HeadChoice.NONE).spec().layers()).isEqualTo(2);
    }
  }
}
