package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GGUF and llama2.c files by themselves and in folders. */
class GgufModelFilesTest {
  @TempDir Path folder;

  @Test
  void aFileNeedsNothingBesideIt() throws IOException {
    Path file =
        GgufWriter.tiny().put("tokenizer.ggml.model", "gpt2").write(folder.resolve("m.gguf"));
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    try (ModelFiles opened = ModelFiles.open(file)) {
      assertThat(opened.origin()).isEqualTo(file.toString());
      assertThat(opened.weightFiles()).containsExactly(file);
      assertThat(opened.checkpoint().tensor("transformer.wte.weight", 1, 4).toFloats())
          .containsExactly(1, 2, 3, 4);
      assertThat(opened.ggufMetadata().orElseThrow().integer("gpt2.block_count")).hasValue(1);
      assertThat(opened.tokenizerJson()).isEmpty();
      assertThat(opened.files()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none", "no_vocab"})
  void aFileWithoutATokenizerHasTheOneBesideIt(String name) throws IOException {
    GgufWriter writer = GgufWriter.tiny();
    Path file =
        (name.isEmpty() ? writer : writer.put("tokenizer.ggml.model", name))
            .write(folder.resolve("m.gguf"));
    for (Path model : List.of(file, folder)) {
      try (ModelFiles opened = ModelFiles.open(model)) {
        assertThat(opened.tokenizerJson()).isEmpty();
      }
    }
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    for (Path model : List.of(file, folder)) {
      try (ModelFiles opened = ModelFiles.open(model)) {
        assertThat(opened.tokenizerJson().orElseThrow().origin())
            .isEqualTo(folder.resolve("tokenizer.json").toString());
      }
    }
  }

  @Test
  void aFolderStandsForItsOnlyModel() throws IOException {
    Path file = GgufWriter.tiny().write(folder.resolve("m.gguf"));
    Files.writeString(folder.resolve("README.md"), "");
    try (ModelFiles opened = ModelFiles.open(folder)) {
      assertThat(opened.origin()).isEqualTo(folder.toString());
      assertThat(opened.weightFiles()).containsExactly(file);
      assertThat(opened.files()).containsExactly("README.md", "m.gguf");
    }
  }

  @Test
  void aFolderStandsForItsOnlySet() {
    Path first =
        GgufWriter.tiny()
            .put("split.no", 0)
            .put("split.count", 2)
            .write(folder.resolve("m-00001-of-00002.gguf"));
    Path second =
        new GgufWriter()
            .put("split.no", 1)
            .put("split.count", 2)
            .zeros("position_embd.weight", FileDType.F32, 8, 4)
            .write(folder.resolve("m-00002-of-00002.gguf"));
    try (ModelFiles opened = ModelFiles.open(folder)) {
      assertThat(opened.weightFiles()).containsExactly(first, second);
      assertThat(opened.checkpoint().names()).contains("transformer.wpe.weight");
    }
  }

  @Test
  void aFolderOfSeveralModelsAsksForOne() {
    GgufWriter.tiny().write(folder.resolve("a-Q4_0.gguf"));
    GgufWriter.tiny().write(folder.resolve("a-Q8_0.gguf"));
    isRefused(folder, folder + ": holds 2 GGUF models; name one of them: a-Q4_0.gguf, a-Q8_0.gguf");
  }

  @Test
  void aFolderOfSeveralBinFilesAsksForOne() throws IOException {
    for (String name : List.of("stories.bin", "tales.bin", "tok512.bin")) {
      Files.writeString(folder.resolve(name), name);
    }
    isRefused(folder, "holds 2 .bin files; name one of them: stories.bin, tales.bin");
  }

  @Test
  void aPickledModelIsNoModelOfLlama2c() throws IOException {
    Path file = Files.writeString(folder.resolve("pytorch_model.bin"), "PK");
    isRefused(file, "pytorch_model.bin only, a form that can run code");
    Files.move(file, folder.resolve("pytorch_model-00001-of-00002.bin"));
    isRefused(folder, "pytorch_model-00001-of-00002.bin only, a form that can run code");
  }

  @Test
  void aFileThatIsAbsentIsNamed() {
    isRefused(folder.resolve("m.gguf"), folder.resolve("m.gguf") + ": there is no such file");
    isRefused(folder.resolve("m.bin"), folder.resolve("m.bin") + ": there is no such file");
  }

  @Test
  void whatWasClosedIsNotRead() {
    ModelFiles opened = ModelFiles.open(GgufWriter.tiny().write(folder.resolve("m.gguf")));
    GgufMetadata metadata = opened.ggufMetadata().orElseThrow();
    opened.close();
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> metadata.string("general.architecture"))
        .withMessageContaining(
            "metadata 'general.architecture' cannot be read: the file is closed");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(opened::unload)
        .withMessageContaining("is closed");
  }

  @Test
  void nothingStaysMappedOfAClosedOrRefusedModel() throws IOException {
    assumeTrue(Files.exists(MappedFiles.MAPS), "skipped: no /proc/self/maps");
    Path file = GgufWriter.tiny().write(folder.resolve("m.gguf"));
    ModelFiles opened = ModelFiles.open(file);
    assertThat(MappedFiles.below(folder)).containsExactly(file.toString());
    opened.close();
    GgufWriter.tiny().zeros("blk.0.attn_sinks.weight", FileDType.F32, 1).write(file);
    isRefused(file, "attn_sinks");
    assertThat(MappedFiles.below(folder)).isEmpty();
  }

  @Test
  void pagesThatWereReadCanBeLetGo() throws IOException {
    assumeTrue(Files.exists(MappedFiles.MAPS), "skipped: no /proc/self/maps");
    Path file =
        GgufWriter.tiny()
            .zeros("blk.0.ffn_up.weight", FileDType.F32, 1024, 1024)
            .write(folder.resolve("m.gguf"));
    try (ModelFiles opened = ModelFiles.open(file)) {
      StoredTensor tensor = opened.checkpoint().tensor("transformer.h.0.mlp.c_fc.weight");
      tensor.toFloats();
      assertThat(MappedFiles.resident(file)).isGreaterThan(4 << 20);
      opened.unload();
      assertThat(MappedFiles.resident(file)).isZero();
      assertThat(tensor.toFloats()).hasSize(1 << 20);
    }
  }

  @Test
  void thePagesOfOneTensorCanBeLetGo() throws IOException {
    assumeTrue(Files.exists(MappedFiles.MAPS), "skipped: no /proc/self/maps");
    Path file =
        GgufWriter.tiny()
            .zeros("blk.0.ffn_up.weight", FileDType.F32, 1024, 1024)
            .zeros("blk.0.ffn_down.weight", FileDType.F32, 1024, 512)
            .write(folder.resolve("m.gguf"));
    try (ModelFiles opened = ModelFiles.open(file)) {
      StoredTensor up = opened.checkpoint().tensor("transformer.h.0.mlp.c_fc.weight");
      StoredTensor down = opened.checkpoint().tensor("transformer.h.0.mlp.c_proj.weight");
      up.toFloats();
      down.toFloats();
      up.unload();
      assertThat(MappedFiles.resident(file)).isBetween(2L << 20, 3L << 20);
      assertThat(up.toFloats()).hasSize(1 << 20);
    }
  }

  private static void isRefused(Path model, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(model).close())
        .withMessageContaining(reason);
  }
}
