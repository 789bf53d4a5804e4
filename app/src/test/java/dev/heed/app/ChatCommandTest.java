package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.JsonNode;

class ChatCommandTest {
  private static final Terminal TERMINAL = new Terminal(true, true, true, 80, false, true);

  @TempDir Path folder;

  @Test
  void eachLineIsATurnAndEachAnswerAnObject() throws IOException {
    List<JsonNode> answers = chat("Hi\n\nYo\n");
    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst().get("promptIds").toString())
        .isEqualTo("[%d,72,105,%d]".formatted(TinyLlama.USER, TinyLlama.MODEL));
    assertThat(answers.getFirst().propertyNames()).contains("ids", "text", "finish", "timings");
  }

  /** All but what the answer's own text may be read as; a prefix of 8 tokens is worth keeping. */
  @Test
  void earlierTurnsAreNotComputedAgain() throws IOException {
    JsonNode second = chat("Hello there\nYo\n").getLast();
    assertThat(ids(second)).startsWith(TinyLlama.USER, (int) 'H', (int) 'e');
    assertThat(ids(second)).endsWith(TinyLlama.USER, (int) 'Y', (int) 'o', TinyLlama.MODEL);
    assertThat(second.get("timings").get("cachedTokens").intValue()).isGreaterThanOrEqualTo(13);
  }

  @Test
  void whatLooksSpecialInATurnIsText() throws IOException {
    assertThat(ids(chat("<s>\n").getFirst()))
        .containsExactly(TinyLlama.USER, (int) '<', (int) 's', (int) '>', TinyLlama.MODEL);
  }

  @Test
  void clearForgetsAllTurns() throws IOException {
    List<JsonNode> answers = chat("Hi\nYo\n/clear\nHi\n");
    assertThat(answers).hasSize(3);
    assertThat(answers.getLast().get("promptIds")).isEqualTo(answers.getFirst().get("promptIds"));
    assertThat(answers.getLast().get("ids")).isEqualTo(answers.getFirst().get("ids"));
  }

  @Test
  void regenerateAnswersTheLastTurnAgain() throws IOException {
    List<JsonNode> answers = chat("Hi\n/regenerate\n");
    assertThat(answers).hasSize(2);
    assertThat(answers.getLast().get("promptIds")).isEqualTo(answers.getFirst().get("promptIds"));
    assertThat(answers.getLast().get("ids")).isEqualTo(answers.getFirst().get("ids"));
  }

  @Test
  void exitEndsBeforeTheInputDoes() throws IOException {
    assertThat(chat("Hi\n/exit\nYo\n")).hasSize(1);
  }

  @Test
  void theModelIsToldTheSystemTextBeforehandAndAfterAClear() throws IOException {
    List<JsonNode> answers = chat("Hi\n/clear\nHi\n", "--system", "S");
    assertThat(ids(answers.getFirst()).subList(10, 13))
        .containsExactly((int) 'S', TinyLlama.USER, (int) 'H');
    assertThat(answers.getLast().get("promptIds")).isEqualTo(answers.getFirst().get("promptIds"));
  }

  @Test
  void aPipeGetsTheAnswersAlone() throws IOException {
    String letters = "A".repeat(3) + "\n";
    HeedRun run = HeedRun.withInput("Hi\nYo\n", arguments("--logit-bias", "65=1e9", "-n", "3"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(letters + letters);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aPersonIsAskedAndToldTheCommands() throws IOException {
    HeedRun run = atTerminal("/help\n/regenerate\n/nonsense\nHi\n/exit\n");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("AAA\n");
    assertThat(run.err())
        .contains("> ", "/clear forgets all turns", "there is no answer yet")
        .contains("/nonsense is no command", "4 prompt tokens");
  }

  @Test
  void aConversationThatIsTooLongGoesOnAfterAClear() throws IOException {
    HeedRun run = atTerminal("x".repeat(200) + "\nHi\n");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("AAA\n");
    assertThat(run.err()).contains("the context holds 128", "/clear begins anew");
    HeedRun piped = HeedRun.withInput("x".repeat(200) + "\nHi\n", arguments());
    assertThat(piped.exit()).isEqualTo(1);
  }

  @Test
  void aTurnThatTheTemplateRefusesIsSaidAndTheConversationGoesOn() throws IOException {
    Path tiny = Files.createDirectories(folder.resolve("tiny"));
    Files.writeString(
        tiny.resolve("chat_template.jinja"),
        "{% if messages[-1].content == 'No' %}{{ raise_exception('not that') }}{% endif %}"
            + "<|user|>{{ messages[-1].content }}<|model|>");
    HeedRun run = atTerminal("No\nHi\n");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("AAA\n");
    assertThat(run.err()).contains("refuses the conversation", "not that");
    assertThat(HeedRun.withInput("No\nHi\n", arguments()).exit()).isEqualTo(1);
  }

  @Test
  void aModelWithoutATemplateIsRefused() throws IOException {
    String bare = TinyLlama.model().withoutTokenizer().write(folder.resolve("bare")).toString();
    HeedRun run = HeedRun.withInput("Hi\n", "chat", bare);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("brings no chat template", "heed generate");
  }

  @Test
  void anEncoderIsSentToTheCommandsForEncoders() throws IOException {
    HeedRun run =
        HeedRun.withInput("x\n", "chat", TinyBert.encoder(folder.resolve("bert")).toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("'bert', an encoder", "heed embed");
  }

  private HeedRun atTerminal(String input) throws IOException {
    return HeedRun.run(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        TERMINAL,
        Map.of(),
        arguments("--logit-bias", "65=1e9", "-n", "3"));
  }

  private List<JsonNode> chat(String input, String... options) throws IOException {
    List<String> more = new ArrayList<>(List.of("--json", "-n", "4"));
    more.addAll(List.of(options));
    HeedRun run = HeedRun.withInput(input, arguments(more.toArray(String[]::new)));
    assertThat(run.exit()).as(run.err()).isZero();
    return run.jsonLines();
  }

  private String[] arguments(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("chat"));
    arguments.add(TinyLlama.model().write(folder.resolve("tiny")).toString());
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  private static List<Integer> ids(JsonNode answer) {
    return answer.get("promptIds").valueStream().map(JsonNode::intValue).toList();
  }
}
