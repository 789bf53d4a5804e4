package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.engine.tensor.DType;
import dev.heed.models.generate.FinishReason;
import dev.heed.models.generate.GeneratedToken;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.generate.TokenStream;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.TextSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TextGeneratorTest {
  private static final int CONTEXT = 120;

  private static final SamplingOptions GREEDY =
      SamplingOptions.builder().temperature(0).maxTokens(30).build();

  @TempDir Path folder;
  private Backend backend;
  private GeneratorOptions options;

  @BeforeEach
  void write() {
    TinyDecoder.talking(CONTEXT).write(folder);
    backend = InstalledBackends.openAny();
    options = GeneratorOptions.DEFAULT.withBackend(backend);
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    backend.close();
  }

  private TextGenerator load() {
    return TextGenerator.load(folder, options);
  }

  @Test
  void aPromptIsOnlyText() {
    try (TextGenerator generator = load()) {
      assertThat(generator.ids("<s>")).containsExactly('<', 's', '>');
      assertThat(generator.ids(List.of(TextSegment.template("<s>"), TextSegment.plain("<s>"))))
          .containsExactly(TinyDecoder.BEGIN, '<', 's', '>');
    }
  }

  @Test
  void aTokenWithoutARowIsRefusedWhereItComesUpAndNotBefore() {
    TinyDecoder.talking(CONTEXT).withToken("<image>").write(folder);
    try (TextGenerator generator = load()) {
      assertThat(generator.tokenizer().vocabularySize()).isEqualTo(TinyDecoder.END + 2);
      assertThat(generator.generate("Hello", GREEDY).ids()).isNotEmpty();
      int[] ids = generator.ids(List.of(TextSegment.template("a<image>")));
      assertThatThrownBy(() -> generator.generate(ids, GREEDY))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(
              "the prompt has the token '<image>' with id 259, which its tokenizer knows, but not the model: its ids end at 258");
    }
  }

  @Test
  void theTokensOfAStreamMakeItsText() {
    try (TextGenerator generator = load()) {
      GenerationResult whole = generator.generate("Hello", GREEDY);
      StringBuilder text = new StringBuilder();
      List<Integer> ids = new ArrayList<>();
      try (TokenStream stream = generator.stream("Hello", GREEDY)) {
        for (GeneratedToken token : stream) {
          text.append(token.text());
          ids.add(token.id());
        }
        assertThat(stream.result().text()).isEqualTo(text.toString());
      }
      assertThat(text.toString()).isEqualTo(whole.text());
      assertThat(ids).hasSize(whole.ids().length);
      assertThat(whole.promptIds()).containsExactly('H', 'e', 'l', 'l', 'o');
    }
  }

  @Test
  void theTextIsWhatTheTokenizerMakesOfAllItsTokens() {
    try (TextGenerator generator = load()) {
      for (int seed = 0; seed < 10; seed++) {
        SamplingOptions wild =
            SamplingOptions.builder().temperature(3).seed(seed).maxTokens(60).build();
        GenerationResult result = generator.generate("a", wild);
        int end = result.finish() == FinishReason.EOS ? 1 : 0;
        int[] shown = Arrays.copyOf(result.ids(), result.ids().length - end);
        assertThat(result.text()).isEqualTo(generator.tokenizer().decode(shown, true));
      }
    }
  }

  @Test
  void specialTokensOfAnAnswerArePrintedByTheirNames() {
    try (TextGenerator generator = load()) {
      GenerationResult result = generator.generate("Hello", only(TinyDecoder.TURN).build());
      assertThat(result.text()).isEqualTo("<|im_start|><|im_start|><|im_start|>");
    }
  }

  @Test
  void endTokensAreSilentWhereTheyEndAndPrintedWhereTheyAreIgnored() {
    SamplingOptions.Builder end = only(TinyDecoder.END);
    try (TextGenerator generator = load()) {
      assertThat(generator.generate("Hello", end.build()).text()).isEmpty();
      assertThat(generator.generate("Hello", end.ignoreEos(true).build()).text())
          .isEqualTo("<|im_end|><|im_end|><|im_end|>");
    }
  }

  /** Three tokens, and all of them this one. */
  private static SamplingOptions.Builder only(int id) {
    return GREEDY.toBuilder().logitBias(id, 1e9f).maxTokens(3);
  }

  @Test
  void callersAtOnceGetWhatTheyGetAlone() {
    try (TextGenerator generator = load()) {
      List<GenerationResult> alone = new ArrayList<>();
      for (int c = 0; c < 12; c++) {
        alone.add(generator.generate("Text number " + c, seeded(c)));
      }
      List<CompletableFuture<GenerationResult>> together = new ArrayList<>();
      for (int c = 0; c < 12; c++) {
        int caller = c;
        together.add(
            CompletableFuture.supplyAsync(
                () -> generator.generate("Text number " + caller, seeded(caller))));
      }
      for (int c = 0; c < 12; c++) {
        assertThat(together.get(c).join().ids()).isEqualTo(alone.get(c).ids());
      }
    }
  }

  private static SamplingOptions seeded(int seed) {
    return SamplingOptions.builder().temperature(1.2).seed(seed).maxTokens(20).build();
  }

  @Test
  void aPromptThatIsTooLongIsRefused() {
    try (TextGenerator generator = load()) {
      assertThatThrownBy(() -> generator.generate("x".repeat(121), GREEDY))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("the prompt has 121 tokens; the context holds 120");
    }
  }

  @Test
  void orLosesItsBeginningWhereThatIsChosen() {
    options = options.withLongPrompt(LongPrompt.KEEP_END);
    try (TextGenerator generator = load()) {
      String end = "y".repeat(90);
      GenerationResult result = generator.generate("x".repeat(100) + end, GREEDY);
      assertThat(result.promptIds()).hasSize(90);
      assertThat(result.ids()).isEqualTo(generator.generate(end, GREEDY).ids());
    }
  }

  @Test
  void aContextBeyondTheModelsIsRefused() {
    options = options.withContextTokens(121);
    assertThatThrownBy(this::load)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a context of 121 tokens; it was made for 120");
  }

  @Test
  void aCacheOfMoreThanOneContextLeavesTheContextAsItIs() {
    options = options.withContextTokens(60).withCacheTokens(240);
    try (TextGenerator generator = load()) {
      assertThat(generator.contextTokens()).isEqualTo(60);
      SamplingOptions endless = SamplingOptions.builder().temperature(0).ignoreEos(true).build();
      assertThat(generator.generate("Hello", endless).ids()).hasSize(60 - 5 + 1);
    }
  }

  @Test
  void aCallbackThatThrowsEndsItsAnswerAndNoOther() {
    try (TextGenerator generator = load()) {
      assertThatThrownBy(() ->
              generator.stream("Hello", GREEDY)
                  .read(token -> {
                    throw new IllegalStateException("from the callback");
                  }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("from the callback");
      assertThat(generator.generate("Hello", GREEDY).finish()).isNotNull();
    }
  }

  @Test
  void endsAreThoseOfTheFiles() {
    TinyModel.text(folder.resolve("generation_config.json"), "{\"eos_token_id\": [7, 258]}");
    try (TextGenerator generator = load()) {
      assertThat(generator.ends()).contains(7, TinyDecoder.END);
    }
  }

  @Test
  void howTokensAreChosenIsWhatTheFilesSay() {
    TinyModel.text(
        folder.resolve("generation_config.json"),
        "{\"do_sample\": true, \"temperature\": 0.6, \"top_p\": 0.9, \"top_k\": 20}");
    try (TextGenerator generator = load()) {
      assertThat(generator.defaults().temperature()).isEqualTo(0.6);
      assertThat(generator.defaults().topP()).isEqualTo(0.9);
      assertThat(generator.defaults().topK()).isEqualTo(20);
    }
  }

  @Test
  void rememberedIn16BitsItStillAnswers() {
    options = options.withStorage(DType.BF16);
    try (TextGenerator generator = load()) {
      GenerationResult result =
          generator.generate("Hello", GREEDY.toBuilder().ignoreEos(true).build());
      assertThat(result.finish()).isEqualTo(FinishReason.LENGTH);
    }
  }
}
