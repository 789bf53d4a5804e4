package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.ProblemType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A dense layer behind the pooling, as sentence-transformers writes it, whose outputs are labels.
 */
class PooledClassifierTest {
  private static final String IDENTITY = "torch.nn.modules.linear.Identity";

  /** "the cat" */
  private static final TokenBatch BATCH = TokenBatch.of(2, 5, 7, 3);

  @TempDir Path folder;
  private Backend backend;
  private final float[] weight = new float[3 * TinyModel.WIDTH];
  private final float[] bias = {0.5f, -0.25f, 1};

  @BeforeEach
  void open() {
    backend = InstalledBackends.openAny();
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (i * 7 % 11 - 5) / 10f;
    }
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private Path write(TinyModel model, String pooling, String activation) {
    model.write(folder);
    TinyModel.text(
        folder.resolve("modules.json"),
        """
        [{"path": "", "type": "sentence_transformers.models.Transformer"},
         {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
        """);
    TinyModel.text(
        folder.resolve("1_Pooling/config.json"), "{\"pooling_mode\": \"%s\"}".formatted(pooling));
    TinyModel.text(
        folder.resolve("2_Dense/config.json"),
        """
        {"in_features": 24, "out_features": 3, "bias": true, "activation_function": "%s"}
        """
            .formatted(activation));
    new SafetensorsWriter()
        .add("linear.weight", weight, 3, TinyModel.WIDTH)
        .add("linear.bias", bias, 3)
        .write(folder.resolve("2_Dense/model.safetensors"));
    return folder;
  }

  private static TinyModel withLabels() {
    TinyModel model = TinyModel.encoder();
    model.config().putObject("id2label").put("0", "sad").put("1", "glad").put("2", "neither");
    return model;
  }

  private TextClassifier load(Path from) {
    return TextClassifier.load(from, ModelOptions.DEFAULT.withBackend(backend));
  }

  @ParameterizedTest
  @CsvSource({"mean, MEAN", "cls, CLS", "max, MAX"})
  void logitsAreTheDenseLayerOverWhatIsPooled(String written, Pooling pooling) {
    try (TextClassifier classifier = load(write(withLabels(), written, IDENTITY))) {
      assertThat(classifier.model().spec().head())
          .isEqualTo(
              new HeadSpec.Pooled(
                  List.of("sad", "glad", "neither"), ProblemType.SINGLE_LABEL, pooling));
      float[] pooled = classifier.model().embed(BATCH, pooling, false)[0];
      float[] logits = classifier.model().logits(BATCH)[0];
      for (int label = 0; label < 3; label++) {
        double sum = bias[label];
        for (int i = 0; i < TinyModel.WIDTH; i++) {
          sum += (double) pooled[i] * weight[label * TinyModel.WIDTH + i];
        }
        assertThat((double) logits[label]).isCloseTo(sum, within(1e-5));
      }
      assertThat(classifier.classify("the cat").scores()).hasSize(3);
    }
  }

  @Test
  void textsAreCutWhereTheModelWasTrained() {
    Path model = write(withLabels(), "mean", IDENTITY);
    TinyModel.text(model.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 6}");
    try (TextClassifier classifier = load(model)) {
      Classification verdict = classifier.classify(TinyModel.words(9, 1));
      assertThat(verdict.tokens()).isEqualTo(6);
      assertThat(verdict.truncated()).isTrue();
    }
  }

  @Test
  void withoutLabelsItIsNoClassifier() {
    Path model = write(TinyModel.encoder(), "mean", IDENTITY);
    assertThatThrownBy(() -> load(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no classification head");
  }

  @Test
  void labelsMustBeAsManyAsTheLayerGives() {
    TinyModel labels = withLabels();
    labels.config().putObject("id2label").put("0", "only");
    Path model = write(labels, "mean", IDENTITY);
    assertThatThrownBy(() -> load(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("gives 3 values, and the configuration names 1 labels");
  }

  @Test
  void anActivationBehindTheLayerIsRefused() {
    Path model = write(withLabels(), "mean", "torch.nn.modules.activation.Tanh");
    assertThatThrownBy(() -> load(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("activation.Tanh")
        .hasMessageContaining(IDENTITY);
  }
}
