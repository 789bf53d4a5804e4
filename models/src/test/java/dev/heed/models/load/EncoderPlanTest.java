package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Usage;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.FailingBackend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.spec.HeadSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderPlanTest {
  private static final TokenBatch BATCH = TokenBatch.of(2, 5, 7, 9, 3);

  @TempDir Path folder;
  private Backend backend;

  @BeforeEach
  void open() {
    backend = InstalledBackends.openAny();
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    backend.close();
  }

  private EncoderModel load(TinyModel model, String name) {
    return load(model, name, HeadChoice.CONFIGURED, backend);
  }

  private EncoderModel load(TinyModel model, String name, HeadChoice choice, Backend where) {
    Path at = folder.resolve(name);
    TinyModel.text(at.resolve("README"), "");
    try (ModelSource source = ModelSource.open(model.writeModel(at))) {
      return EncoderPlan.of(source, choice).load(source.checkpoint(), where, 1);
    }
  }

  @Test
  void namesWithAndWithoutPrefixAreTheSameModel() {
    try (EncoderModel bare = load(TinyModel.encoder(), "bare");
        EncoderModel prefixed =
            load(TinyModel.encoder().rename(name -> "bert." + name), "prefixed")) {
      assertThat(prefixed.states(BATCH)).isEqualTo(bare.states(BATCH));
    }
  }

  @Test
  void normsUnderTheirTensorFlowNamesAreFound() {
    TinyModel renamed =
        TinyModel.encoder()
            .rename(name ->
                name.replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta"));
    try (EncoderModel usual = load(TinyModel.encoder(), "usual");
        EncoderModel converted = load(renamed, "converted")) {
      assertThat(converted.states(BATCH)).isEqualTo(usual.states(BATCH));
    }
  }

  @Test
  void anEmbedderNeedsNoSupportedHead() {
    TinyModel model = TinyModel.encoder();
    model.config().putArray("architectures").add("BertForQuestionAnswering");
    try (EncoderModel body = load(model, "body", HeadChoice.NONE, backend)) {
      assertThat(body.spec().head()).isEqualTo(HeadSpec.NONE);
      assertThat(body.states(BATCH)[0]).hasSize(5 * TinyModel.WIDTH);
    }
  }

  @Test
  void aBareModelHasThePoolerThatIsThere() {
    try (EncoderModel without = load(TinyModel.encoder(), "without")) {
      assertThat(without.spec().pooler()).isFalse();
    }
    TinyModel pooled =
        TinyModel.classifier("a")
            .rename(name -> name.replace("bert.", ""))
            .without("classifier.bias");
    pooled.config().putArray("architectures").add("BertModel");
    try (EncoderModel with = load(pooled, "with")) {
      assertThat(with.spec().pooler()).isTrue();
      assertThat(with.pooled(BATCH)[0]).hasSize(TinyModel.WIDTH);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert.embeddings.position_embeddings.weight",
        "bert.encoder.layer.0.attention.self.key.weight",
        "bert.encoder.layer.1.output.LayerNorm.bias",
        "bert.pooler.dense.weight",
        "classifier.bias"
      })
  void anAbsentTensorIsNamedWithItsFile(String tensor) {
    assertThatThrownBy(() -> load(TinyModel.classifier("a", "b").without(tensor), "absent"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("'" + tensor + "'");
  }

  @Test
  void aWrongShapeIsNamedWithTheExpectedOne() {
    String tensor = "encoder.layer.1.intermediate.dense.weight";
    assertThatThrownBy(() -> load(TinyModel.encoder().reshaped(tensor, 24, 40), "shape"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining(tensor)
        .hasMessageContaining("[24, 40]")
        .hasMessageContaining("[40, 24]");
  }

  @Test
  void aConfigurationOfAnotherSizeDoesNotFit() {
    TinyModel model = TinyModel.encoder();
    model.config().put("hidden_size", 48);
    assertThatThrownBy(() -> load(model, "size"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("embeddings.word_embeddings.weight")
        .hasMessageContaining("[32, 48]");
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void whatWeightsTakeIsKnownBefore(String backendName) {
    TinyModel model = TinyModel.classifier("a", "b");
    Path at = model.write(folder.resolve("need"));
    try (ModelSource source = ModelSource.open(at);
        Backend where = InstalledBackends.open(backendName)) {
      EncoderPlan plan = EncoderPlan.of(source, HeadChoice.CONFIGURED);
      try (EncoderModel loaded = plan.load(source.checkpoint(), where, 1)) {
        assertThat(loaded.spec()).isEqualTo(plan.spec());
        assertThat(plan.need().weights()).isEqualTo(source.checkpoint().bytes());
      }
      assertThat(where.usage()).isEqualTo(new Usage(0, 0, 0));
    }
  }

  /** The first scope is that of all weights; the second holds each matrix while it is packed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aScopeThatThereIsNoRoomForLeavesNothingBehind(int scopes) {
    Backend full = new FailingBackend(backend, scopes, 1);
    assertThatThrownBy(() -> load(TinyModel.encoder(), "scopes", HeadChoice.NONE, full))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage(FailingBackend.MESSAGE);
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
  }

  /** What was staged counts as used until the next, larger matrix takes its place. */
  @Test
  void aLimitOfWhatIsNeededIsEnough() {
    Path at = TinyModel.encoder().write(folder.resolve("enough"));
    try (ModelSource source = ModelSource.open(at)) {
      EncoderPlan plan = EncoderPlan.of(source, HeadChoice.NONE);
      long shared = 1 << 16; // memory is taken in pieces of 64 KiB at least
      long limit = plan.need().toRun(plan.spec().maxTokens()) + 2 * shared;
      BackendOptions options = BackendOptions.DEFAULT.withMemoryLimit(limit);
      try (Backend tight = InstalledBackends.openAny(options);
          EncoderModel loaded = plan.load(source.checkpoint(), tight, 1)) {
        assertThat(loaded.spec()).isEqualTo(plan.spec());
      }
    }
  }

  @Test
  void aSessionThatThereIsNoRoomForLeavesTheModelAsItWas() {
    Backend full = new FailingBackend(backend, Integer.MAX_VALUE, 1);
    try (EncoderModel model = load(TinyModel.encoder(), "queues", HeadChoice.NONE, full)) {
      Usage before = backend.usage();
      assertThatThrownBy(() -> model.states(BATCH))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage(FailingBackend.MESSAGE);
      assertThat(backend.usage()).isEqualTo(before);
    }
  }

  @Test
  void aLimitBelowTheNeedRefusesBeforeReading() {
    try (Backend small =
        InstalledBackends.openAny(BackendOptions.DEFAULT.withMemoryLimit(20_000))) {
      assertThatThrownBy(() -> load(TinyModel.encoder(), "limit", HeadChoice.NONE, small))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("of weights")
          .hasMessageContaining("0 of the limit of 20,000 are in use");
      assertThat(small.usage().bytes()).isZero();
    }
  }
}
