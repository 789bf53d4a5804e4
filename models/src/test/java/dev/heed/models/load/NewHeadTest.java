package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Pooling;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.TinyModel;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.ProblemType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders that are learned with another head than the one that they come with. */
class NewHeadTest {
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

  /** The parameters of a model with another head, and what is stored under their names. */
  private record Loaded(Map<String, float[]> learned, Map<String, float[]> stored) {
    float[] learned(String name) {
      return Objects.requireNonNull(learned.get(name), name);
    }
  }

  private Loaded load(Path from, UnaryOperator<EncoderPlan> change) {
    try (ModelSource source = ModelSource.open(from)) {
      EncoderPlan plan = change.apply(EncoderPlan.of(source, HeadChoice.CONFIGURED));
      Map<String, float[]> stored = new TreeMap<>();
      source.checkpoint().tensors().forEach(t -> stored.put(t.name(), t.toFloats()));
      try (LearnedModel model =
          LearnedModels.encoder(plan, source.checkpoint(), backend, plan.initialHead(5), null)) {
        return new Loaded(values(model), stored);
      }
    }
  }

  private Map<String, float[]> values(LearnedModel model) {
    Map<String, float[]> values = new TreeMap<>();
    try (CommandQueue queue = backend.newQueue("test")) {
      for (Parameter parameter : model.parameters()) {
        float[] value = new float[Math.toIntExact(parameter.value().elements())];
        queue.download(parameter.value(), MemorySegment.ofArray(value));
        values.put(parameter.name(), value);
      }
    }
    return values;
  }

  /** Not 0, within four deviations of 0.02. */
  private static void drawn(float[] values) {
    for (float value : values) {
      assertThat(Math.abs(value)).isStrictlyBetween(0f, 0.09f);
    }
  }

  @Test
  void aPooledHeadBeginsAnewAndTheEncoderIsRead() {
    Path model = TinyModel.encoder().writeModel(folder.resolve(""));
    Loaded loaded =
        load(
            model,
            plan ->
                plan.withHead(new HeadSpec.Pooled(LABELS, ProblemType.SINGLE_LABEL, Pooling.MEAN)));
    assertThat(loaded.learned("2_Dense.linear.weight")).hasSize(3 * TinyModel.WIDTH);
    drawn(loaded.learned("2_Dense.linear.weight"));
    assertThat(loaded.learned("2_Dense.linear.bias")).containsExactly(0, 0, 0);
    String word = "embeddings.word_embeddings.weight";
    assertThat(loaded.learned(word)).isEqualTo(loaded.stored().get(word));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, pooler.dense.weight, classifier.weight",
    "distilbert, pre_classifier.weight, classifier.weight",
    "roberta, classifier.dense.weight, classifier.out_proj.weight"
  })
  void everyFamilyHasItsOwnHeadForTexts(String family, String dense, String out) {
    Loaded loaded =
        load(
            SharedData.path("data/goldens/" + family),
            plan -> plan.withTextLabels(LABELS, ProblemType.MULTI_LABEL));
    assertThat(loaded.learned()).containsKey(dense);
    drawn(loaded.learned(out));
  }

  @Test
  void aPoolerThatIsThereIsRead() {
    Loaded loaded =
        load(
            SharedData.path("data/goldens/bert"),
            plan -> plan.withTextLabels(LABELS, ProblemType.SINGLE_LABEL));
    assertThat(loaded.learned("pooler.dense.weight"))
        .isEqualTo(loaded.stored().get("pooler.dense.weight"));
  }

  @Test
  void aPoolerThatIsNotThereBeginsAnew() {
    Path model = TinyModel.encoder().writeModel(folder.resolve(""));
    Loaded loaded = load(model, plan -> plan.withTextLabels(LABELS, ProblemType.SINGLE_LABEL));
    drawn(loaded.learned("pooler.dense.weight"));
  }

  @Test
  void otherLabelsBeginAnewEvenWhereTheyAreAsMany() {
    Path model = TinyModel.classifier("a", "b", "c").writeModel(folder.resolve(""));
    Loaded loaded = load(model, plan -> plan.withTextLabels(LABELS, ProblemType.SINGLE_LABEL));
    drawn(loaded.learned("classifier.weight"));
  }

  @Test
  void theSameLabelsGoOnFromWhatIsThere() {
    Path model = TinyModel.classifier("sad", "glad", "neither").writeModel(folder.resolve(""));
    Loaded loaded = load(model, plan -> plan.withTextLabels(LABELS, ProblemType.SINGLE_LABEL));
    assertThat(loaded.learned("classifier.weight"))
        .isEqualTo(loaded.stored().get("classifier.weight"));
  }

  @Test
  void labelsOfTokensBeginAnew() {
    Loaded loaded =
        load(SharedData.path("data/goldens/bert-mlm"), plan -> plan.withTokenLabels(LABELS));
    drawn(loaded.learned("classifier.weight"));
    assertThat(loaded.learned()).doesNotContainKey("cls.predictions.bias");
  }

  @Test
  void aHeadForMaskedWordsIsReadWhereItIs() {
    Loaded loaded = load(SharedData.path("data/goldens/bert-mlm"), EncoderPlan::withMaskedLanguage);
    String dense = "cls.predictions.transform.dense.weight";
    assertThat(loaded.learned(dense)).isEqualTo(loaded.stored().get(dense));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, cls.predictions.transform.dense.weight",
    "distilbert, vocab_transform.weight",
    "roberta, lm_head.dense.weight"
  })
  void aHeadForMaskedWordsBeginsAnewWhereThereIsNone(String family, String dense) {
    Loaded loaded =
        load(SharedData.path("data/goldens/" + family), EncoderPlan::withMaskedLanguage);
    drawn(loaded.learned(dense));
  }

  @Test
  void aHeadOfAnotherFamilyIsRefused() {
    Path model = TinyModel.encoder().writeModel(folder.resolve(""));
    HeadSpec ofRoberta =
        new HeadSpec.SequenceClassification(LABELS, ProblemType.SINGLE_LABEL, Activation.TANH);
    assertThatThrownBy(() -> load(model, plan -> plan.withHead(ofRoberta)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("of the family bert");
  }

  @Test
  void aTensorOfTheEncoderThatIsAbsentStaysAnError() {
    Path model =
        TinyModel.encoder()
            .without("encoder.layer.1.output.dense.weight")
            .writeModel(folder.resolve(""));
    assertThatThrownBy(() -> load(model, plan -> plan.withTokenLabels(LABELS)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("encoder.layer.1.output.dense.weight");
  }
}
