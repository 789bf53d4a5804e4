package dev.heed.models.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.InstalledBackends;
import dev.heed.models.ModelOptions;
import dev.heed.models.SharedData;
import dev.heed.models.SmallDisk;
import dev.heed.models.TextClassifier;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TinyModel;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that were learned, written as Hugging Face has them. */
class ModelFolderTest {
  private static final List<String> LABELS = List.of("sad", "glad", "neither");

  @TempDir Path folder;
  private Backend backend;

  @BeforeEach
  void open() {
    backend = InstalledBackends.openAny();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Path in(TinyModel model) {
    return model.write(folder.resolve("in/"));
  }

  private ModelOptions options() {
    return ModelOptions.DEFAULT.withBackend(backend);
  }

  /** transformers' save_pretrained wrote the golden folders. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "bert-classification",
        "bert-cross-encoder",
        "bert-mlm",
        "bert-tokens",
        "distilbert",
        "distilbert-classification",
        "roberta",
        "roberta-classification",
        "gpt2",
        "llama",
        "llama-linear-scaling",
        "llama-tied-mha",
        "llama31-rope-scaling",
        "mistral-sliding",
        "phi3",
        "qwen2",
        "qwen3"
      })
  void whatIsReadAndWrittenHasTheNamesAndBitsOfTransformers(String golden) {
    Path from = SharedData.path("data/goldens/" + golden);
    try (Saving saving = Saving.of(from, backend)) {
      saving.folder().write(saving.queue(), out());
    }
    Map<String, float[]> written = Saving.tensors(out().resolve("model.safetensors"));
    Map<String, float[]> expected = Saving.tensors(from.resolve("model.safetensors"));
    assertThat(written.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(written.get(name)).as(name).isEqualTo(values));
  }

  /** Gemma's norms multiply by 1 + w, and w is less exact than that. */
  @ParameterizedTest
  @ValueSource(strings = {"gemma2", "gemma3-text"})
  void whatIsAddedToNormsIsTakenOffAgain(String golden) {
    Path from = SharedData.path("data/goldens/" + golden);
    try (Saving saving = Saving.of(from, backend)) {
      saving.folder().write(saving.queue(), out());
      try (Saving again = Saving.of(out(), backend)) {
        for (int p = 0; p < saving.model().parameters().size(); p++) {
          Parameter before = saving.model().parameters().get(p);
          Parameter after = again.model().parameters().get(p);
          assertThat(after.name()).isEqualTo(before.name());
          assertThat(again.values(after)).as(after.name()).isEqualTo(saving.values(before));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-classification", "roberta", "gpt2", "phi3", "llama-tied-mha"})
  void whatWasLearnedIsReadAgainToTheBit(String golden) {
    try (Saving saving =
        Saving.of(SharedData.path("data/goldens/" + golden), backend)
            .moved(Parameter.Kind.MATRIX)
            .moved(Parameter.Kind.BIAS)) {
      saving.folder().write(saving.queue(), out());
      try (Saving again = Saving.of(out(), backend)) {
        for (int p = 0; p < saving.model().parameters().size(); p++) {
          Parameter before = saving.model().parameters().get(p);
          Parameter after = again.model().parameters().get(p);
          assertThat(again.values(after)).as(after.name()).isEqualTo(saving.values(before));
        }
      }
    }
  }

  @Test
  void aBareEncoderGetsTheFamilysPrefixWithAHead() {
    try (Saving saving =
        Saving.of(
            in(TinyModel.encoder()),
            backend,
            plan -> plan.withTextLabels(LABELS, ProblemType.MULTI_LABEL))) {
      saving.folder().write(saving.queue(), out());
    }
    assertThat(Saving.tensors(out().resolve("model.safetensors")).keySet())
        .contains(
            "bert.embeddings.word_embeddings.weight", "bert.pooler.dense.bias", "classifier.bias")
        .allMatch(name -> name.startsWith("bert.") || name.startsWith("classifier."));
    try (ModelSource source = ModelSource.open(out())) {
      assertThat(source.config().architecture()).isEqualTo("BertForSequenceClassification");
      assertThat(source.head())
          .isEqualTo(new HeadSpec.SequenceClassification(LABELS, ProblemType.MULTI_LABEL, null));
    }
  }

  @Test
  void aPooledHeadIsASentenceTransformer() {
    HeadSpec head = new HeadSpec.Pooled(LABELS, ProblemType.SINGLE_LABEL, Pooling.MEAN);
    float[] weight;
    try (Saving saving =
        Saving.of(in(TinyModel.classifier("a")), backend, plan -> plan.withHead(head))) {
      saving.folder().withMaxTokens(7).write(saving.queue(), out());
      weight =
          saving.model().parameters().stream()
              .filter(p -> p.name().equals("2_Dense.linear.weight"))
              .map(saving::values)
              .findFirst()
              .orElseThrow();
    }
    assertThat(Saving.tensors(out().resolve("2_Dense/model.safetensors")))
        .containsOnlyKeys("linear.weight", "linear.bias")
        .containsEntry("linear.weight", weight);
    assertThat(Saving.tensors(out().resolve("model.safetensors")).keySet())
        .contains("embeddings.word_embeddings.weight", "pooler.dense.weight")
        .noneMatch(name -> name.startsWith("bert.") || name.startsWith("classifier"));
    try (TextClassifier classifier = TextClassifier.load(out(), options())) {
      assertThat(classifier.labels()).isEqualTo(LABELS);
      assertThat(classifier.classify(TinyModel.words(9, 1)).tokens()).isEqualTo(7);
    }
  }

  @Test
  void anEmbeddingModelKeepsHowItEmbeds() {
    Path from = in(TinyModel.encoder());
    TinyModel.text(
        from.resolve("modules.json"),
        """
        [{"path": "", "type": "sentence_transformers.models.Transformer"},
         {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """);
    TinyModel.text(from.resolve("1_Pooling/config.json"), "{\"pooling_mode\": \"cls\"}");
    TinyModel.text(from.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 9}");
    TinyModel.text(
        from.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"query\": \"query : \"}}");
    try (Saving saving = Saving.of(from, backend)) {
      saving.folder().write(saving.queue(), out());
    }
    try (TextEmbedder before = TextEmbedder.builder(from).options(options()).build();
        TextEmbedder after = TextEmbedder.builder(out()).options(options()).build()) {
      assertThat(after.settings()).isEqualTo(before.settings());
      assertThat(after.embedQuery("the cat").vector())
          .isEqualTo(before.embedQuery("the cat").vector());
    }
  }

  @Test
  void furtherFilesAreWritten() throws IOException {
    try (Saving saving = Saving.of(in(TinyModel.encoder()), backend)) {
      saving
          .folder()
          .withFile("heed.json", "{}".getBytes(StandardCharsets.UTF_8))
          .write(saving.queue(), out());
      saving
          .folder()
          .withFile("heed.json", "[]".getBytes(StandardCharsets.UTF_8))
          .write(saving.queue(), out());
    }
    assertThat(out().resolve("heed.json")).hasContent("[]");
    assertThat(out().resolve("vocab.txt")).exists();
  }

  @Test
  void aFolderWithOtherFilesIsNotReplaced() {
    TinyModel.text(out().resolve("train.csv"), "text,label\n");
    try (Saving saving = Saving.of(in(TinyModel.encoder()), backend)) {
      assertThatThrownBy(() -> saving.folder().write(saving.queue(), out()))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("holds 'train.csv', which would be lost");
    }
    assertThat(out().resolve("train.csv")).hasContent("text,label");
    assertThat(entries(folder)).containsExactly("in", "out");
  }

  @Test
  void whatFailsHalfWayLeavesTheOldFolder() {
    try (Saving saving = Saving.of(in(TinyModel.encoder()), backend)) {
      saving.folder().write(saving.queue(), out());
      Map<String, float[]> before = Saving.tensors(out().resolve("model.safetensors"));
      ModelFolder failing =
          saving
              .moved(Parameter.Kind.MATRIX)
              .folder()
              .withValues(parameter -> {
                if (parameter.kind() == Parameter.Kind.NORM) {
                  throw new IllegalStateException("no more");
                }
                return parameter.value();
              });
      assertThatThrownBy(() -> failing.write(saving.queue(), out())).hasMessage("no more");
      assertThat(entries(folder)).containsExactly("in", "out");
      Map<String, float[]> after = Saving.tensors(out().resolve("model.safetensors"));
      before.forEach((name, values) -> assertThat(after.get(name)).isEqualTo(values));
    }
  }

  @Test
  void aModelOfAGgufFileCannotBeSaved() {
    Path from = in(TinyModel.encoder());
    TinyModel model = TinyModel.encoder();
    model.config().putObject("heed").put("linear_layout", "out_in");
    model.write(from);
    try (Saving saving = Saving.of(from, backend)) {
      assertThatThrownBy(saving::folder)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("GGUF");
    }
  }

  private static List<String> entries(Path of) {
    try (Stream<Path> entries = Files.list(of)) {
      return entries.map(path -> "" + path.getFileName()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.9})
  void aFullDiskLeavesTheFormerModel(double room) throws IOException {
    Path from = in(TinyModel.encoder());
    try (Saving saving = Saving.of(from, backend)) {
      saving.folder().write(saving.queue(), out());
      long bytes = SmallDisk.size(out());
      try (SmallDisk disk = new SmallDisk((long) (bytes * (1 + room)))) {
        Path model = disk.folder().resolve("model");
        saving.folder().write(saving.queue(), model);
        Map<String, byte[]> former = SmallDisk.content(disk.folder());
        saving.moved(Parameter.Kind.MATRIX);
        assertThatThrownBy(() -> saving.folder().write(saving.queue(), model))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("/work/.model.")
            .hasMessageContaining("out of disk space");
        assertThat(SmallDisk.content(disk.folder())).usingRecursiveComparison().isEqualTo(former);
      }
    }
  }
}
