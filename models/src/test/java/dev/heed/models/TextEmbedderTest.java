package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.CancelledException;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts to vectors, on a tiny model with random weights. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.heed.models.InstalledBackends#names")
class TextEmbedderTest {
  private static final int MOST = 16;

  @TempDir Path folder;
  private final String backendName;
  private Backend backend;

  TextEmbedderTest(String backendName) {
    this.backendName = backendName;
  }

  @BeforeEach
  void open() {
    backend = InstalledBackends.open(backendName);
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    backend.close();
  }

  private ModelOptions options() {
    return ModelOptions.DEFAULT.withBackend(backend).withMaxTokens(MOST);
  }

  private TextEmbedder embedder() {
    return builder().options(options()).build();
  }

  private TextEmbedder.Builder builder() {
    return TextEmbedder.builder(TinyModel.encoder().write(folder)).options(options());
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    Random lengths = new Random(5);
    for (int t = 0; t < 40; t++) {
      texts.add(TinyModel.words(lengths.nextInt(20), t));
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 100, 100_000})
  void aTextGivesTheSameBitsInEveryBatch(int tokensPerBatch) {
    try (TextEmbedder embedder =
        builder().options(options().withTokensPerBatch(tokensPerBatch)).build()) {
      List<Embedding> together = embedder.embed(texts());
      assertThat(together).hasSameSizeAs(texts());
      for (int t = 0; t < texts().size(); t++) {
        assertThat(together.get(t).vector())
            .as(texts().get(t))
            .isEqualTo(embedder.embed(texts().get(t)).vector());
      }
    }
  }

  @Test
  void vectorsHaveLengthOne() {
    try (TextEmbedder embedder = embedder()) {
      for (Embedding embedding : embedder.embed(texts())) {
        assertThat(length(embedding)).isCloseTo(1, within(1e-6));
        assertThat(embedding.dimension())
            .isEqualTo(TinyModel.WIDTH)
            .isEqualTo(embedder.dimension());
      }
    }
  }

  @Test
  void clsIsTheStateOfTheFirstToken() {
    try (TextEmbedder embedder = builder().pooling(Pooling.CLS).normalize(false).build()) {
      float[] states = embedder.model().states(TokenBatch.of(2, 5, 7, 9, 3))[0];
      assertThat(embedder.embed("the cat sat").vector())
          .isEqualTo(Arrays.copyOf(states, TinyModel.WIDTH));
    }
  }

  @Test
  void theMeanIsThatOfAllStatesTheSpecialTokensAmongThem() {
    try (TextEmbedder embedder = builder().normalize(false).build()) {
      float[] states = embedder.model().states(TokenBatch.of(2, 5, 7, 9, 3))[0];
      float[] vector = embedder.embed("the cat sat").vector();
      for (int d = 0; d < TinyModel.WIDTH; d++) {
        double sum = 0;
        for (int t = 0; t < 5; t++) {
          sum += states[t * TinyModel.WIDTH + d];
        }
        assertThat((double) vector[d]).isCloseTo(sum / 5, within(1e-6));
      }
    }
  }

  @Test
  void withoutNormalisationTheDirectionIsTheSame() {
    try (TextEmbedder unit = embedder();
        TextEmbedder free = builder().normalize(false).build()) {
      Embedding embedding = free.embed("the cat sat");
      assertThat(length(embedding)).isNotCloseTo(1, within(1e-3));
      assertThat(embedding.cosine(unit.embed("the cat sat"))).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void tokensAreCountedWithTheSpecialOnes() {
    try (TextEmbedder embedder = embedder()) {
      Embedding embedding = embedder.embed("the cats sat");
      assertThat(embedding.tokens()).isEqualTo(6);
      assertThat(embedding.truncated()).isFalse();
    }
  }

  @Test
  void aLongTextIsCutAndSaysSo() {
    try (TextEmbedder embedder = embedder()) {
      String text = TinyModel.words(50, 1);
      Embedding cut = embedder.embed(text);
      assertThat(cut.tokens()).isEqualTo(MOST);
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.vector()).isEqualTo(embedder.embed(TinyModel.words(14, 1)).vector());
    }
  }

  @Test
  void theDefaultLimitIsThatOfThePositions() {
    try (TextEmbedder embedder =
        builder().options(ModelOptions.DEFAULT.withBackend(backend)).build()) {
      assertThat(embedder.maxTokens()).isEqualTo(TinyModel.POSITIONS);
      assertThat(embedder.tokenizer().defaultMaxTokens()).hasValue(TinyModel.POSITIONS);
      assertThat(embedder.embed(TinyModel.words(99, 1)).tokens()).isEqualTo(TinyModel.POSITIONS);
    }
  }

  @Test
  void aLongTextIsTheMeanOfItsPiecesByTheirTokens() {
    try (TextEmbedder whole = builder().longText(LongText.AVERAGE).build();
        TextEmbedder pieces = builder().normalize(false).build()) {
      String first = TinyModel.words(14, 1);
      String second = TinyModel.words(14, 2);
      String third = TinyModel.words(3, 3);
      Embedding embedding = whole.embed(String.join(" ", first, second, third));
      assertThat(embedding.tokens()).isEqualTo(16 + 16 + 5);
      assertThat(embedding.truncated()).isFalse();
      float[] a = pieces.embed(first).vector();
      float[] b = pieces.embed(second).vector();
      float[] c = pieces.embed(third).vector();
      float[] mean = new float[a.length];
      for (int d = 0; d < mean.length; d++) {
        mean[d] = (16 * a[d] + 16 * b[d] + 5 * c[d]) / 37;
      }
      assertThat(Embedding.cosine(embedding.vector(), mean)).isCloseTo(1, within(1e-6));
      assertThat(length(embedding)).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aTextThatFitsIsTheSameUnderBothPolicies() {
    try (TextEmbedder average = builder().longText(LongText.AVERAGE).build();
        TextEmbedder truncate = embedder()) {
      List<String> texts =
          List.of(TinyModel.words(14, 7), TinyModel.words(90, 8), TinyModel.words(2, 9));
      List<Embedding> averaged = average.embed(texts);
      assertThat(averaged.get(0).vector()).isEqualTo(truncate.embed(texts.get(0)).vector());
      assertThat(averaged.get(2).vector()).isEqualTo(truncate.embed(texts.get(2)).vector());
      assertThat(averaged.get(1).vector()).isEqualTo(average.embed(texts.get(1)).vector());
    }
  }

  @Test
  void prefixesArePutBeforeTheText() {
    try (TextEmbedder plain = embedder();
        TextEmbedder prefixed =
            builder().queryPrefix("query : ").passagePrefix("passage : ").build()) {
      assertThat(prefixed.embedQuery("who ran").vector())
          .isEqualTo(plain.embed("query : who ran").vector());
      assertThat(prefixed.embedPassage("who ran").vector())
          .isEqualTo(plain.embed("passage : who ran").vector());
      assertThat(prefixed.embed("who ran").vector()).isEqualTo(plain.embed("who ran").vector());
    }
  }

  @Test
  void settingsBesideTheModelAreObeyed() {
    Path model = TinyModel.encoder().write(folder);
    TinyModel.text(
        model.resolve("modules.json"),
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """);
    TinyModel.text(
        model.resolve("1_Pooling/config.json"),
        "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
    TinyModel.text(model.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 12}");
    TinyModel.text(
        model.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"query\": \"query : \", \"document\": \"passage : \"}}");
    try (TextEmbedder embedder =
        TextEmbedder.builder(model).options(ModelOptions.DEFAULT.withBackend(backend)).build()) {
      assertThat(embedder.maxTokens()).isEqualTo(12);
      assertThat(embedder.settings().pooling()).isEqualTo(Pooling.CLS);
      assertThat(embedder.settings().normalize()).isFalse();
      assertThat(embedder.settings().queryPrefix()).isEqualTo("query : ");
      assertThat(embedder.settings().passagePrefix()).isEqualTo("passage : ");
    }
  }

  @Test
  void aDefaultPromptIsPutBeforePlainTexts() {
    Path model = TinyModel.encoder().write(folder);
    TinyModel.text(
        model.resolve("modules.json"),
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """);
    TinyModel.text(model.resolve("1_Pooling/config.json"), "{\"pooling_mode_mean_tokens\": true}");
    TinyModel.text(
        model.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"text\": \"passage : \"}, \"default_prompt_name\": \"text\"}");
    try (TextEmbedder embedder = TextEmbedder.builder(model).options(options()).build()) {
      assertThat(embedder.embed("who ran").vector())
          .isEqualTo(embedder.embedQuery("passage : who ran").vector());
    }
  }

  @Test
  void aModuleThatIsNotSupportedIsAnError() {
    Path model = TinyModel.encoder().write(folder);
    TinyModel.text(
        model.resolve("modules.json"),
        "[{\"path\": \"2_Dense\", \"type\": \"sentence_transformers.models.Dense\"}]");
    assertThatThrownBy(() -> TextEmbedder.builder(model).options(options()).build())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("sentence_transformers.models.Dense");
  }

  @Test
  void anEmptyTextHasAVector() {
    try (TextEmbedder embedder = embedder()) {
      for (String empty : List.of("", " \n", "\u200b")) {
        Embedding embedding = embedder.embed(empty);
        assertThat(embedding.tokens()).isEqualTo(2);
        assertThat(length(embedding)).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void noTextsGiveNoVectors() {
    try (TextEmbedder embedder = embedder()) {
      assertThat(embedder.embed(List.of())).isEmpty();
    }
  }

  @Test
  void eightThreadsGetWhatOneGets() throws Exception {
    try (TextEmbedder embedder = builder().options(options().withConcurrency(3)).build();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Embedding> expected = embedder.embed(texts());
      List<Future<List<Embedding>>> running = new ArrayList<>();
      for (int t = 0; t < 32; t++) {
        running.add(threads.submit(() -> embedder.embed(texts())));
      }
      for (Future<List<Embedding>> future : running) {
        List<Embedding> actual = future.get();
        for (int i = 0; i < expected.size(); i++) {
          assertThat(actual.get(i).vector()).isEqualTo(expected.get(i).vector());
        }
      }
      assertThat(backend.usage().queues()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void useAfterCloseIsAnError() {
    TextEmbedder embedder = embedder();
    embedder.embed("the cat");
    embedder.close();
    embedder.close();
    assertThatThrownBy(() -> embedder.embed("the cat"))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void aBackendThatWasClosedUnderAModelIsAnErrorWithItsName() {
    TextEmbedder embedder = embedder();
    backend.close();
    assertThatThrownBy(() -> embedder.embed("the cat"))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("backend '" + backend.device().id() + "' is closed");
    embedder.close();
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
  }

  @Test
  void aBackendThatWasClosedAfterATextIsAnErrorWithTheScopesName() {
    TextEmbedder embedder = embedder();
    embedder.embed("the cat");
    backend.close();
    assertThatThrownBy(() -> embedder.embed("the cat"))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("scope 'activations of " + folder + "' is closed");
    embedder.close();
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
  }

  @Test
  void noTextIsNotTheWordNull() {
    List<String> texts = Arrays.asList("the cat", null);
    for (LongText policy : LongText.values()) {
      try (TextEmbedder embedder = builder().queryPrefix("query : ").longText(policy).build()) {
        assertThatThrownBy(() -> embedder.embedQueries(texts))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("text 1 is null");
      }
    }
  }

  @Test
  void anInterruptedThreadIsTold() {
    try (TextEmbedder embedder = embedder()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> embedder.embed("the cat")).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(embedder.embed("the cat").tokens()).isEqualTo(4);
    }
  }

  @Test
  void aTokenizerOfAnotherModelIsAnError() {
    TinyModel model = TinyModel.encoder();
    model.config().put("vocab_size", 30);
    model.reshaped("embeddings.word_embeddings.weight", 30, TinyModel.WIDTH).write(folder);
    assertThatThrownBy(() -> TextEmbedder.builder(folder).options(options()).build())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("its tokenizer has 32 ids")
        .hasMessageContaining("30 rows");
  }

  @Test
  void aModelWithoutTokenizerIsAnError() {
    TinyModel.encoder().writeModel(folder);
    assertThatThrownBy(() -> TextEmbedder.builder(folder).options(options()).build())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("without a tokenizer");
  }

  @Test
  void aLimitThatTheModelDoesNotHaveIsAnError() {
    assertThatThrownBy(() -> builder().options(options().withMaxTokens(33)).build())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("takes texts of 3 to 32 tokens; 33 were asked for");
  }

  @Test
  void anUnknownNameListsTheBuiltInModels() {
    assertThatThrownBy(() -> TextEmbedder.load("no-such-model"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no-such-model")
        .hasMessageContaining("all-minilm-l6-v2");
  }

  @Test
  void anAbsentTensorIsNamed() {
    TinyModel.encoder().without("encoder.layer.1.output.dense.bias").write(folder);
    assertThatThrownBy(() -> TextEmbedder.builder(folder).options(options()).build())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("encoder.layer.1.output.dense.bias");
  }

  @Test
  void tooLittleMemoryIsAnErrorBeforeAnythingIsRead() {
    Path model = TinyModel.encoder().write(folder);
    try (Backend small =
        InstalledBackends.open(backendName, BackendOptions.DEFAULT.withMemoryLimit(10_000))) {
      assertThatThrownBy(() ->
              TextEmbedder.builder(model).options(ModelOptions.DEFAULT.withBackend(small)).build())
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("of the limit of 10,000 are in use");
      assertThat(small.usage().bytes()).isZero();
    }
  }

  private static double length(Embedding embedding) {
    double squares = 0;
    for (float x : embedding.vector()) {
      squares += (double) x * x;
    }
    return Math.sqrt(squares);
  }
}
