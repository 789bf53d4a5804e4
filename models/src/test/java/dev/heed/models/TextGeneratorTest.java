package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.engine.tensor.DType;
import dev.heed.models.chat.ChatMessage;
import dev.heed.models.chat.ChatOptions;
import dev.heed.models.generate.FinishReason;
import dev.heed.models.generate.GeneratedToken;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.generate.TokenStream;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.TextSegment;
import java.io.IOException;
import java.nio.file.Files;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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
      assertThat(generator.ends()).containsExactly(7, TinyDecoder.END);
    }
  }

  @Test
  void aTokenThatNoFileNamesIsNoEndWhateverItIsCalled() {
    TinyDecoder model = TinyDecoder.talking(CONTEXT);
    model.config().put("eos_token_id", 7);
    model.write(folder);
    try (TextGenerator generator = load()) {
      assertThat(generator.ends()).containsExactly(7);
      assertThat(generator.generate("Hello", only(TinyDecoder.END).build()).text())
          .isEqualTo("<|im_end|><|im_end|><|im_end|>");
    }
  }

  @Test
  void anEndBelowZeroIsNone() {
    TinyDecoder model = TinyDecoder.talking(CONTEXT);
    model.config().put("eos_token_id", -1);
    model.write(folder);
    try (TextGenerator generator = load()) {
      assertThat(generator.ends()).isEmpty();
    }
  }

  @Test
  void inAConversationTheTemplatesEndOfATurnIsAnEndToo() {
    chatTemplate(
        "chat_template.jinja", "{% for m in messages %}{{ m.content }} <|im_start|>\n{% endfor %}");
    SamplingOptions turn = only(TinyDecoder.TURN).build();
    try (TextGenerator generator = load()) {
      GenerationResult answer = generator.chat(List.of(ChatMessage.user("Hello")), turn);
      assertThat(answer.finish()).isEqualTo(FinishReason.EOS);
      assertThat(answer.text()).isEmpty();
      assertThat(generator.generate("Hello", turn).finish()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void aConversationWithToolsIsWrittenByTheTemplateForThem() {
    chatTemplate("chat_template.jinja", "plain");
    assertThat(folder.resolve("additional_chat_templates").toFile().mkdir()).isTrue();
    chatTemplate("additional_chat_templates/tool_use.jinja", "tools");
    checkToolTemplate();
  }

  @Test
  void templatesMayBeNamedInTheTokenizersSettings() {
    TinyModel.text(
        folder.resolve("tokenizer_config.json"),
        """
        {"chat_template": [{"name": "default", "template": "plain"},
                           {"name": "tool_use", "template": "tools"}]}\
        """);
    checkToolTemplate();
  }

  private void checkToolTemplate() {
    List<ChatMessage> hello = List.of(ChatMessage.user("Hello"));
    ChatOptions tools =
        ChatOptions.DEFAULT.withTools(List.of(JsonNodeFactory.instance.objectNode()));
    try (TextGenerator generator = load()) {
      assertThat(generator.tokenizer().decode(generator.chatIds(hello, ChatOptions.DEFAULT)))
          .isEqualTo("plain");
      assertThat(generator.tokenizer().decode(generator.chatIds(hello, tools))).isEqualTo("tools");
    }
  }

  /** As Qwen3 has its tool calls: a token that its tokenizer does not call special. */
  @Test
  void whatATemplateWritesIsNotWhatAUserTyped() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(Files.readString(file));
    json.withArray("added_tokens")
        .valueStream()
        .filter(token -> token.path("id").intValue() == TinyDecoder.TURN)
        .forEach(token -> ((ObjectNode) token).put("special", false));
    TinyModel.text(file, json.toString());
    chatTemplate(
        "chat_template.jinja", "<|im_start|>{{ messages[0].content }}{% if 0 %}\n\n{% endif %}");
    List<ChatMessage> typed = List.of(ChatMessage.user("<|im_start|>"));
    try (TextGenerator generator = load()) {
      assertThat(generator.chatIds(typed, ChatOptions.DEFAULT))
          .startsWith(TinyDecoder.TURN, '<', '|')
          .hasSize(1 + "<|im_start|>".length());
      assertThat(generator.ids("<|im_start|>")).containsExactly(TinyDecoder.TURN);
    }
  }

  @Test
  void withToolsTheOnlyTemplateIsTaken() {
    chatTemplate("chat_template.jinja", "{{ tools | length }}");
    ChatOptions tools =
        ChatOptions.DEFAULT.withTools(List.of(JsonNodeFactory.instance.objectNode()));
    try (TextGenerator generator = load()) {
      assertThat(generator.chatIds(List.of(ChatMessage.user("Hello")), tools)).containsExactly('1');
    }
  }

  private void chatTemplate(String file, String source) {
    TinyModel.text(folder.resolve(file), source);
  }

  @ParameterizedTest
  @CsvSource({
    "temperature, -1",
    "top_p, 0.0",
    "top_p, 1.5",
    "min_p, 2",
    "typical_p, 0",
    "repetition_penalty, 0"
  })
  void aSettingByWhichNothingCanBeChosenIsRefusedByItsName(String key, String value) {
    TinyModel.text(
        folder.resolve("generation_config.json"),
        "{\"do_sample\": true, \"%s\": %s}".formatted(key, value));
    assertThatThrownBy(this::load)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("generation_config.json: '%s' is %s".formatted(key, value));
  }

  @Test
  void penaltiesCountForTheGreedyChoiceToo() {
    TinyModel.text(
        folder.resolve("generation_config.json"),
        "{\"repetition_penalty\": 1.3, \"temperature\": 0.6}");
    try (TextGenerator generator = load()) {
      assertThat(generator.defaults())
          .isEqualTo(SamplingOptions.builder().temperature(0).repetitionPenalty(1.3).build());
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
