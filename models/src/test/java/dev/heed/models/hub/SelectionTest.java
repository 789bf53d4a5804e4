package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a repository are taken. The lists are those of well-known ones. */
class SelectionTest {
  @Test
  void aSentenceTransformerIsTakenWithItsModules() {
    assertThat(
            taken(
                "org/model",
                ".gitattributes",
                "1_Pooling/config.json",
                "2_Dense/config.json",
                "2_Dense/model.safetensors",
                "2_Dense/pytorch_model.bin",
                "README.md",
                "config.json",
                "config_sentence_transformers.json",
                "model.safetensors",
                "modules.json",
                "onnx/model.onnx",
                "onnx/model_O3.onnx",
                "openvino/openvino_model.bin",
                "pytorch_model.bin",
                "rust_model.ot",
                "sentence_bert_config.json",
                "special_tokens_map.json",
                "tf_model.h5",
                "tokenizer.json",
                "tokenizer_config.json",
                "train_script.py",
                "vocab.txt"))
        .containsExactly(
            "1_Pooling/config.json",
            "2_Dense/config.json",
            "2_Dense/model.safetensors",
            "config.json",
            "config_sentence_transformers.json",
            "model.safetensors",
            "modules.json",
            "sentence_bert_config.json",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt");
  }

  @Test
  void aShardedModelIsTakenWithAllItsShards() {
    assertThat(
            taken(
                "org/model",
                "config.json",
                "consolidated.safetensors",
                "generation_config.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "model.safetensors.index.json",
                "model.fp16.safetensors",
                "original/tokenizer.model",
                "params.json",
                "tokenizer.json"))
        .containsExactly(
            "config.json",
            "generation_config.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "tokenizer.json");
  }

  @Test
  void safetensorsComeBeforeGguf() {
    assertThat(taken("org/model", "config.json", "model.safetensors", "a-Q4_0.gguf", "a-Q8_0.gguf"))
        .containsExactly("config.json", "model.safetensors");
  }

  @Test
  void theOnlyGgufFileIsTaken() {
    Selection selection =
        select("org/model", "README.md", "config.json", "tiny-Q4_0.gguf", "mmproj-f16.gguf");
    assertThat(selection.taken()).extracting(HubFile::path).containsExactly("tiny-Q4_0.gguf");
    assertThat(selection.model()).isEqualTo(selection.taken().getFirst());
  }

  @Test
  void ofManyGgufFilesOneMustBeNamed() {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> taken("org/model", "m-Q4_K_M.gguf", "m-Q8_0.gguf", "m-f16.gguf"))
        .withMessageContaining("holds 3 GGUF models; name one, as in org/model:m-Q4_K_M.gguf")
        .withMessageContaining("  1.00 kB  m-Q8_0.gguf");
  }

  @ParameterizedTest
  @CsvSource({
    "org/model:m-Q4_K_M.gguf, m-Q4_K_M.gguf",
    "org/model/m-Q4_K_M.gguf, m-Q4_K_M.gguf",
    "org/model:Q4_K_M, m-Q4_K_M.gguf",
    "org/model:q4_k_s, m-Q4_K_S.gguf",
    "org/model:f16, sub/m.f16.gguf",
    "org/model/sub/m.f16.gguf, sub/m.f16.gguf",
    "org/model:README.md, README.md"
  })
  void aFileIsNamedInManyWays(String reference, String file) {
    assertThat(taken(reference, "README.md", "m-Q4_K_M.gguf", "m-Q4_K_S.gguf", "sub/m.f16.gguf"))
        .containsExactly(file);
  }

  @Test
  void aFileThatIsNamedIsTheModel() {
    Selection selection = select("org/model:stories15M.bin", "stories15M.bin", "tok512.bin");
    assertThat(selection.model()).isEqualTo(selection.taken().getFirst());
    assertThat(selection.leftOut()).allMatch(LeftOut::isUnasked).hasSize(1);
  }

  @Test
  void aPartOfANameMustBeWhole() {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> taken("org/model:Q4_K", "m-Q4_K_M.gguf", "m-Q4_K_S.gguf"))
        .withMessageContaining("no GGUF file with that in its name");
  }

  @Test
  void aSplitFileBringsItsOtherParts() {
    assertThat(
            taken(
                "org/model:q8_0",
                "m-Q4_0.gguf",
                "q8/m-Q8_0-00001-of-00003.gguf",
                "q8/m-Q8_0-00002-of-00003.gguf",
                "q8/m-Q8_0-00003-of-00003.gguf"))
        .containsExactly(
            "q8/m-Q8_0-00001-of-00003.gguf",
            "q8/m-Q8_0-00002-of-00003.gguf",
            "q8/m-Q8_0-00003-of-00003.gguf");
  }

  @Test
  void onnxIsTakenWhereThereIsNothingElse() {
    assertThat(
            taken(
                "org/model",
                "config.json",
                "onnx/model.onnx",
                "onnx/model.onnx_data",
                "onnx/model_quantized.onnx",
                "tokenizer.json"))
        .containsExactly(
            "config.json", "onnx/model.onnx", "onnx/model.onnx_data", "tokenizer.json");
  }

  @Test
  void picklesAloneAreRefusedByName() {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> taken("org/model", "config.json", "pytorch_model.bin"))
        .withMessageContaining("does not read: pytorch_model.bin");
  }

  @ParameterizedTest
  @CsvSource({
    "*.json, a/b.json, true",
    "*.json, a.jsonl, false",
    "onnx/, onnx/a/b.onnx, true",
    "onnx/, other/onnx/a, false",
    "model-?.bin, model-1.bin, true",
    "model-?.bin, model-12.bin, false",
    "[ab].txt, b.txt, true",
    "[!ab].txt, b.txt, false",
    "[!ab].txt, c.txt, true",
    "a.b, axb, false",
    "[, [, true",
    "*****************a, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, false",
    "*, any/thing, true"
  })
  void patternsAreThoseOfFnmatch(String glob, String path, boolean matches) {
    assertThat(new Glob(glob).matches(path)).isEqualTo(matches);
  }

  @Test
  void patternsThatTakeNothingAreRefused() {
    PullRequest request =
        PullRequest.of(ModelReference.of("org/model")).with(List.of("*.onnx"), List.of());
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> Selection.of(tree("config.json"), request))
        .withMessageContaining("no file that the patterns take")
        .withMessageContaining("config.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a/b/",
        "org/model:",
        "a--b/c",
        "a/..",
        "../a",
        "./model",
        "a b/c",
        "-a/b",
        "a/b.git",
        "org/model:../x",
        "org/model/../x",
        "C:\\models",
        "http://h/a/b",
        "a/b\n",
        "ü/b"
      })
  void whatIsNoReferenceIsRefused(String text) {
    assertThat(ModelReference.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "org/model", "O_r-g.1/M.o-d_el", "org/model:a/b.gguf", "a/b/c/d"})
  void whatIsAReferenceIsTaken(String text) {
    assertThat(ModelReference.parse(text)).isPresent();
  }

  private static List<String> taken(String reference, String... paths) {
    return select(reference, paths).taken().stream().map(HubFile::path).toList();
  }

  private static Selection select(String reference, String... paths) {
    return Selection.of(tree(paths), PullRequest.of(ModelReference.of(reference)));
  }

  private static FileTree tree(String... paths) {
    List<HubFile> files =
        Stream.of(paths).map(path -> new HubFile(path, 1_000, null, null, null)).toList();
    return new FileTree(TestHub.COMMIT, files);
  }
}
