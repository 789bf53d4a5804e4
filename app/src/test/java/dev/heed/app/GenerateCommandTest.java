package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.app.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateCommandTest {
  @TempDir Path folder;

  @Test
  void withJsonTheAnswerIsOneObject() throws IOException {
    JsonNode answer = json(tiny(), "Hi!", "--max-tokens", "5", "--ignore-eos");
    assertThat(answer.propertyNames())
        .containsExactly("promptIds", "ids", "text", "logProbs", "finish", "timings", "seed");
    assertThat(answer.get("promptIds").toString()).isEqualTo("[72,105,33]");
    assertThat(answer.get("ids")).hasSize(5);
    assertThat(answer.get("logProbs")).hasSize(5);
    assertThat(answer.get("logProbs").valueStream()).allMatch(one -> one.doubleValue() < 0);
    assertThat(answer.get("finish").stringValue()).isEqualTo("length");
    assertThat(answer.get("timings").propertyNames())
        .containsExactly(
            "promptTokens",
            "cachedTokens",
            "generatedTokens",
            "prefillSeconds",
            "decodeSeconds",
            "prefillTokensPerSecond",
            "decodeTokensPerSecond");
    assertThat(answer.get("timings").get("promptTokens").intValue()).isEqualTo(3);
    assertThat(answer.get("timings").get("generatedTokens").intValue()).isEqualTo(5);
  }

  @Test
  void theTextIsThatOfTheObjectAndEndsItsLine() throws IOException {
    String tiny = tiny();
    String text = json(tiny, "Hi!", "--max-tokens", "20").get("text").stringValue();
    HeedRun run = HeedRun.of("generate", tiny, "Hi!", "--max-tokens", "20");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void idsAreTakenAsTheyAre() throws IOException {
    String tiny = tiny();
    JsonNode byIds = json(tiny, "--prompt-ids", "72, 105 33", "-n", "8");
    assertThat(byIds.get("ids")).isEqualTo(json(tiny, "Hi!", "-n", "8").get("ids"));
    assertThat(json(tiny, "--prompt-ids", "256", "-n", "1").get("promptIds").toString())
        .isEqualTo("[256]");
  }

  @Test
  void aModelWithoutATokenizerContinuesIdsWithoutAText() throws IOException {
    String bare = TinyLlama.model().withoutTokenizer().write(folder.resolve("bare")).toString();
    JsonNode answer = json(bare, "--prompt-ids", "72 105 33", "-n", "8");
    assertThat(answer.get("ids")).isEqualTo(json(tiny(), "Hi!", "-n", "8").get("ids"));
    assertThat(answer.get("text").stringValue()).isEmpty();
    HeedRun text = HeedRun.of("generate", bare, "Hi!");
    assertThat(text.exit()).isEqualTo(1);
    assertThat(text.err()).contains("comes without a tokenizer");
  }

  @Test
  void aTextBeginsAsTheModelWantsIt() throws IOException {
    String begins = TinyLlama.model().beginning().write(folder.resolve("begins")).toString();
    assertThat(json(begins, "Hi!", "-n", "1").get("promptIds").toString())
        .isEqualTo("[256,72,105,33]");
    assertThat(json(begins, "", "-n", "1").get("promptIds").toString()).isEqualTo("[256]");
  }

  @Test
  void aSpecialTokenInThePromptIsTextUnlessAskedFor() throws IOException {
    String tiny = tiny();
    assertThat(json(tiny, "a</s>", "-n", "1").get("promptIds")).hasSize(5);
    assertThat(json(tiny, "a</s>", "-n", "1", "--parse-special").get("promptIds").toString())
        .isEqualTo("[97,257]");
  }

  @Test
  void aPromptComesFromAFileOrAPipeWithoutItsLastLineEnd() throws IOException {
    String tiny = tiny();
    String file = Files.writeString(folder.resolve("prompt.txt"), "Hi\n\n").toString();
    assertThat(json(tiny, "--prompt-file", file, "-n", "1").get("promptIds").toString())
        .isEqualTo("[72,105,10]");
    HeedRun piped = HeedRun.withInput("\u00e9\r\n", "generate", tiny, "-", "-n", "1", "--json");
    assertThat(piped.json().get("promptIds").toString()).isEqualTo("[195,169]");
  }

  @Test
  void theSameSeedGivesTheSameText() throws IOException {
    String tiny = tiny();
    List<String> options = List.of("--temperature", "1.5", "--top-k", "40", "--seed", "7");
    JsonNode first = sampled(tiny, options);
    assertThat(sampled(tiny, options).get("ids")).isEqualTo(first.get("ids"));
    assertThat(first.get("seed").longValue()).isEqualTo(7);
    assertThat(sampled(tiny, List.of("--temperature", "1.5", "--seed", "8")).get("ids"))
        .isNotEqualTo(first.get("ids"));
  }

  @Test
  void theModelsOwnSamplingIsTheDefaultAndGreedyOverridesIt() throws IOException {
    Path model = Path.of(tiny());
    String greedy = json(model.toString(), "Hi!", "-n", "16").get("ids").toString();
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"do_sample\": true, \"temperature\": 3.0, \"top_k\": 200, \"eos_token_id\": 257}");
    assertThat(json(model.toString(), "Hi!", "-n", "16", "--seed", "1").get("ids").toString())
        .isNotEqualTo(greedy);
    assertThat(json(model.toString(), "Hi!", "-n", "16", "--greedy").get("ids").toString())
        .isEqualTo(greedy);
  }

  @Test
  void whoNarrowsTheChoiceOfAModelThatIsSilentWantsOne() throws IOException {
    String tiny = tiny();
    String greedy = json(tiny, "Hi!", "-n", "16").get("ids").toString();
    assertThat(json(tiny, "Hi!", "-n", "16", "--top-k", "100", "--seed", "3").get("ids").toString())
        .isNotEqualTo(greedy);
    assertThat(json(tiny, "Hi!", "-n", "16", "--top-k", "1").get("ids").toString())
        .isEqualTo(greedy);
  }

  @Test
  void aBannedTokenDoesNotCome() throws IOException {
    String tiny = tiny();
    int first = json(tiny, "Hi!", "-n", "1").get("ids").get(0).intValue();
    JsonNode other = json(tiny, "Hi!", "-n", "1", "--logit-bias", first + "=-inf");
    assertThat(other.get("ids").get(0).intValue()).isNotEqualTo(first);
    JsonNode wanted = json(tiny, "Hi!", "-n", "1", "--logit-bias", "65=1e9");
    assertThat(wanted.get("ids").toString()).isEqualTo("[65]");
  }

  @Test
  void aStopTextEndsTheAnswerAndIsNoPartOfIt() throws IOException {
    // The bias makes the answer "ABAB…": a token that came is pushed below the other one.
    List<String> ab = List.of("--logit-bias", "65=1000", "--logit-bias", "66=990");
    List<String> arguments = new ArrayList<>(ab);
    arguments.addAll(List.of("--frequency-penalty", "15"));
    String tiny = tiny();
    JsonNode whole = sampled(tiny, with(arguments, "--temperature", "0"));
    assertThat(whole.get("text").stringValue()).startsWith("ABAB");
    JsonNode stopped =
        sampled(tiny, with(arguments, "--temperature", "0", "--stop", "BA", "--stop", "x"));
    assertThat(stopped.get("text").stringValue()).isEqualTo("A");
    assertThat(stopped.get("finish").stringValue()).isEqualTo("stop");
    assertThat(stopped.get("stop").stringValue()).isEqualTo("BA");
    JsonNode byToken = sampled(tiny, with(arguments, "--temperature", "0", "--stop-token", "66"));
    assertThat(byToken.get("ids").toString()).isEqualTo("[65,66]");
    assertThat(byToken.get("text").stringValue()).isEqualTo("A");
    assertThat(byToken.get("finish").stringValue()).isEqualTo("stop");
  }

  @Test
  void anEndTokenEndsTheAnswerUnlessItIsIgnored() throws IOException {
    String tiny = tiny();
    JsonNode ended = json(tiny, "Hi!", "-n", "3", "--logit-bias", "257=1e9");
    assertThat(ended.get("ids").toString()).isEqualTo("[257]");
    assertThat(ended.get("text").stringValue()).isEmpty();
    assertThat(ended.get("finish").stringValue()).isEqualTo("eos");
    JsonNode ignored = json(tiny, "Hi!", "-n", "3", "--logit-bias", "257=1e9", "--ignore-eos");
    assertThat(ignored.get("ids").toString()).isEqualTo("[257,257,257]");
    assertThat(ignored.get("text").stringValue()).isEqualTo("</s></s></s>");
    assertThat(ignored.get("finish").stringValue()).isEqualTo("length");
  }

  @Test
  void theMostProbableTokensAreThereOnDemand() throws IOException {
    JsonNode answer = json(tiny(), "Hi!", "-n", "4", "--logprobs", "3");
    JsonNode first = answer.get("topLogProbs").get(0);
    assertThat(answer.get("topLogProbs")).hasSize(4);
    assertThat(first).hasSize(3);
    assertThat(first.get(0).get("id")).isEqualTo(answer.get("ids").get(0));
    assertThat(first.get(0).get("logProb")).isEqualTo(answer.get("logProbs").get(0));
  }

  @Test
  void aPromptThatIsTooLongIsRefusedOrCutWithAWarning() throws IOException {
    String tiny = tiny();
    HeedRun refused = HeedRun.of("generate", tiny, "x".repeat(40), "--context", "32");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("40 tokens", "32");
    HeedRun cut =
        HeedRun.of(
            "generate",
            tiny,
            "x".repeat(40),
            "--context",
            "32",
            "--long-prompt",
            "keep-end",
            "-n",
            "8",
            "--ignore-eos",
            "--json");
    assertThat(cut.exit()).as(cut.err()).isZero();
    assertThat(cut.json().get("ids")).hasSize(8);
    assertThat(cut.err()).contains("the prompt of 40 tokens was cut to its last");
  }

  @Test
  void aContextBeyondWhatTheModelWasMadeForIsRefused() throws IOException {
    HeedRun run = HeedRun.of("generate", tiny(), "Hi!", "--context", "129");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("129", "128");
  }

  @ParameterizedTest
  @ValueSource(strings = {"f16", "BF16", "f32"})
  void whatIsRememberedMayBeRounded(String type) throws IOException {
    JsonNode answer = json(tiny(), "Hi!", "-n", "4", "--cache-type", type, "--ignore-eos");
    assertThat(answer.get("ids")).hasSize(4);
  }

  @Test
  void exactAndFastAgreeOnWhatTheTokensAreWorth() throws IOException {
    String tiny = tiny();
    JsonNode exact = json(tiny, "Hi!", "-n", "1", "--compute", "exact");
    JsonNode fast = json(tiny, "Hi!", "-n", "1", "--compute", "fast");
    assertThat(fast.get("logProbs").get(0).doubleValue())
        .isCloseTo(exact.get("logProbs").get(0).doubleValue(), within(0.2));
  }

  @Test
  void aPersonIsToldTheSpeed() throws IOException {
    Terminal terminal = new Terminal(false, false, true, 80, false, true);
    HeedRun run = at(terminal, "generate", tiny(), "Hi!", "-n", "4", "--ignore-eos");
    assertThat(run.err()).containsPattern("3 prompt tokens at [0-9.]+/s, 4 tokens at [0-9.]+/s");
    assertThat(at(terminal, "generate", tiny(), "Hi!", "-n", "4", "-q").err()).isEmpty();
  }

  @Test
  void aTextCannotCommandTheTerminal() throws IOException {
    String tiny = tiny();
    String[] escape = {"generate", tiny, "Hi!", "-n", "2", "--logit-bias", "27=1e9", "-q"};
    Terminal terminal = new Terminal(false, true, true, 80, false, true);
    assertThat(at(terminal, escape).out()).isEqualTo("  \n");
    assertThat(HeedRun.of(escape).out()).isEqualTo("\u001b\u001b\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Hi! --prompt-ids=1                  | 2 | one of PROMPT, --prompt-file and --prompt-ids",
        "--max-tokens=5                      | 2 | one of PROMPT, --prompt-file and --prompt-ids",
        "--prompt-ids=                       | 2 | --prompt-ids names no token",
        "--prompt-ids=1,x                    | 2 | 'x' is no token id",
        "--prompt-ids=1,260                  | 1 | token id 260",
        "--prompt-ids=1 --parse-special      | 2 | --parse-special is for a text",
        "Hi! --max-tokens=-1                 | 2 | --max-tokens is -1; expected 0 or more",
        "Hi! --temperature=-1                | 2 | --temperature is -1.0; expected 0 or more",
        "Hi! --temperature=NaN               | 2 | --temperature is NaN",
        "Hi! --top-p=1.5                     | 2 | --top-p is 1.5; expected over 0 to 1",
        "Hi! --top-k=-1                      | 2 | --top-k is -1",
        "Hi! --min-p=2                       | 2 | --min-p is 2.0",
        "Hi! --typical-p=0                   | 2 | --typical-p is 0.0",
        "Hi! --repetition-penalty=0          | 2 | --repetition-penalty is 0.0",
        "Hi! --frequency-penalty=Infinity    | 2 | --frequency-penalty is Infinity",
        "Hi! --logit-bias=5                  | 2 | '5'",
        "Hi! --logit-bias=x=1                | 2 | 'x=1'",
        "Hi! --logit-bias=260=1              | 2 | --logit-bias names token 260",
        "Hi! --logit-bias=-1=1               | 2 | --logit-bias is -1",
        "Hi! --stop=                         | 2 | a stop string is empty",
        "Hi! --seed=x                        | 2 | --seed",
        "Hi! --greedy --temperature=0.5      | 2 | exclude each other",
        "Hi! --logprobs=3                    | 2 | --logprobs is for --json",
        "Hi! --context=0                     | 2 | --context must be at least 1",
        "Hi! --cache-type=q8                 | 2 | expected f32, f16 or bf16",
        "Hi! --long-prompt=cut               | 2 | expected refuse or keep-end",
        "--prompt-file=/no/such/file         | 1 | no such file"
      })
  void whatMakesNoSenseIsRefused(String options, int exit, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("generate", tiny()));
    arguments.addAll(List.of(options.strip().split(" +")));
    HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(run.lastErrLine()).contains(message);
  }

  @Test
  void anEmptyPromptIsRefusedWhereNoTokenBeginsTexts() throws IOException {
    HeedRun run = HeedRun.of("generate", tiny(), "");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("the prompt is empty");
  }

  @Test
  void anEncoderIsSentToTheCommandsForEncoders() throws IOException {
    HeedRun run = HeedRun.of("generate", TinyBert.encoder(folder.resolve("bert")).toString(), "x");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("'bert', an encoder", "heed embed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"embed -m MODEL", "similarity a b -m MODEL", "search a -i FILE -m MODEL"})
  void encoderCommandsSendALanguageModelHere(String command) throws IOException {
    String file = Files.writeString(folder.resolve("texts"), "hello\n").toString();
    String line = command.replace("MODEL", tiny()).replace("FILE", file);
    HeedRun run = HeedRun.withInput("hello\n", line.split(" "));
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("'llama', a language model", "heed generate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify MODEL", "rerank MODEL a -i FILE"})
  void commandsForHeadsSendALanguageModelHere(String command) throws IOException {
    String file = Files.writeString(folder.resolve("texts"), "hello\n").toString();
    String line = command.replace("MODEL", tiny()).replace("FILE", file);
    HeedRun run = HeedRun.withInput("hello\n", line.split(" "));
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("'llama', a language model", "heed generate");
  }

  /** 24 greedy ids by the family's reference implementation, behind each of three prompts. */
  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral-sliding", "qwen2", "qwen3", "gemma2", "phi3", "gpt2"})
  void goldenModelsAreContinuedAsByTheReferenceImplementation(String name) {
    try (GoldenModel golden = new GoldenModel(name)) {
      for (int sequence = 0; sequence < 3; sequence++) {
        String prompt = GoldenModel.joined(golden.ids(sequence));
        JsonNode answer =
            json(
                golden.folder().toString(),
                "--prompt-ids=" + prompt,
                "--greedy",
                "--ignore-eos",
                "--max-tokens=24",
                "--compute=exact");
        assertThat(ids(answer.get("ids")))
            .as("sequence %d", sequence)
            .isEqualTo(golden.greedyIds(sequence));
      }
    }
  }

  /** The text is published in llama2.c's test; the ids are of an independent program. */
  @Test
  void stories260kTellsItsStoryToTheByte() {
    String model = SharedData.path("data/stories260K/stories260K.bin").toString();
    JsonNode golden = new JsonMapper().readTree(SharedData.path("data/stories260K/golden.json"));
    JsonNode story = golden.get("greedy_from_bos");
    String steps = story.get("steps").toString();
    JsonNode answer = json(model, "", "--greedy", "-n", steps, "--compute", "exact");
    List<Integer> all = ids(answer.get("promptIds"));
    all.addAll(ids(answer.get("ids")));
    List<Integer> expected = ids(story.get("ids"));
    assertThat(all.subList(0, expected.size())).isEqualTo(expected);
    assertThat(answer.get("text").stringValue()).startsWith(story.get("text").stringValue());
    JsonNode zoo = golden.get("greedy_zoo");
    assertThat(json(model, "Zoo", "-n", "1").get("promptIds")).isEqualTo(zoo.get("prompt_ids"));
  }

  /** By exact arithmetic of an independent program; the smallest margin is 0.05. */
  @Test
  void smolLmContinuesAsItsGoldenFileSays() {
    String model = SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf").toString();
    JsonNode golden = new JsonMapper().readTree(SharedData.path("data/models/smollm2-golden.json"));
    JsonNode capital =
        golden
            .get("prompts")
            .valueStream()
            .filter(prompt -> prompt.get("name").stringValue().equals("capital"))
            .findFirst()
            .orElseThrow();
    JsonNode answer =
        json(
            model,
            capital.get("text").stringValue(),
            "--greedy",
            "--ignore-eos",
            "-n",
            "30",
            "--compute",
            "exact");
    assertThat(answer.get("promptIds")).isEqualTo(capital.get("ids"));
    List<Integer> expected = ids(capital.get("exact").get("continuation_ids"));
    assertThat(ids(answer.get("ids"))).isEqualTo(expected.subList(0, 30));
  }

  private static List<Integer> ids(JsonNode array) {
    return new ArrayList<>(array.valueStream().map(JsonNode::intValue).toList());
  }

  private static List<String> with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  private JsonNode sampled(String model, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("Hi!", "-n", "16"));
    arguments.addAll(options);
    return json(model, arguments.toArray(String[]::new));
  }

  private static JsonNode json(String model, String... options) {
    List<String> arguments = new ArrayList<>(List.of("generate", model, "--json"));
    arguments.addAll(List.of(options));
    HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run.json();
  }

  private static HeedRun at(Terminal terminal, String... arguments) {
    return HeedRun.run(
        new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)),
        terminal,
        Map.of(),
        arguments);
  }

  private String tiny() throws IOException {
    return TinyLlama.model().write(folder.resolve("tiny")).toString();
  }
}
