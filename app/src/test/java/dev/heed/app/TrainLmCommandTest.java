package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainLmCommandTest {
  private static final String TEXT =
      "one two three four five six seven eight nine ten. ".repeat(60);

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Path out() {
    return folder.resolve("out");
  }

  private HeedRun train(String data, String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "lm", "--data", data));
    arguments.addAll(List.of("--layers", "2", "--width", "32", "--block", "16", "--batch", "8"));
    arguments.addAll(List.of("--rate", "1e-2", "--out", out().toString()));
    arguments.addAll(List.of(options));
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void aTextIsLearnedAndGoneOnWith() throws IOException {
    String data = file("numbers.txt", TEXT);
    HeedRun trained = train(data, "--steps", "150", "--validate-every", "50", "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    double loss = trained.json().get("loss").doubleValue();
    assertThat(loss).isLessThan(0.35);
    assertThat(trained.json().get("perplexity").doubleValue())
        .isCloseTo(Math.exp(loss), within(1e-9));

    HeedRun written =
        HeedRun.of(
            "generate", out().toString(), "one two thr", "--temperature", "0", "--max-tokens", "6");
    assertThat(written.out()).as(written.err()).contains("ee fou");

    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("loss").doubleValue()).isCloseTo(loss, within(0.1));
    // A token is a character here.
    assertThat(all.get("bitsPerCharacter").doubleValue())
        .isCloseTo(all.get("loss").doubleValue() / Math.log(2), within(1e-9));
    assertThat(folder.resolve("out-training/report.html")).isNotEmptyFile();
  }

  @Test
  void itEndsWhenNothingGetsBetterAndSaysHowItWasMade() throws IOException {
    HeedRun trained =
        train(
            file("numbers.txt", TEXT),
            "--steps",
            "400",
            "--validate-every",
            "1",
            "--patience",
            "2",
            "--layer-decay",
            "0.5",
            "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.json().get("steps").intValue()).isLessThan(400);
    assertThat(out().resolve("heed_task.json"))
        .content()
        .contains("\"patience\" : \"2\"", "\"layer decay\" : \"0.5\"", "2 layers of width 32");
  }

  /** The last tenth would begin within a character that takes two places. */
  @Test
  void noCharacterIsCutInTwo() throws IOException {
    HeedRun trained = train(file("faces.txt", "😀".repeat(1005)), "--steps", "1");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(out().resolve("tokenizer.json")).content().contains("😀").doesNotContain("?");
  }

  @Test
  void charactersThatWereNotLearnedAreCounted() throws IOException {
    String others = file("others.txt", "漢字Ω".repeat(20));
    HeedRun trained = train(file("numbers.txt", TEXT), "--steps", "1", "--dev", others, "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err())
        .contains("60 of 60 characters of " + others + " are not in the training text");
    assertThat(trained.json().get("unknownTokens").intValue()).isEqualTo(60);
    assertThat(trained.json().get("before").isNull()).isTrue();
    HeedRun perplexity = HeedRun.of("perplexity", out().toString(), others);
    assertThat(perplexity.exit()).as(perplexity.err()).isZero();
    assertThat(perplexity.err()).contains("60 of 60 tokens of " + others + " are unknown");
    HeedRun evaluated = HeedRun.of("evaluate", out().toString(), "--data", others, "--json");
    assertThat(evaluated.exit()).isZero();
    assertThat(evaluated.err())
        .contains("60 of 60 characters of " + others + " are not in the training text");
  }

  @Test
  void aPretrainedModelIsMeasuredBeforeItIsTuned() throws IOException {
    train(file("numbers.txt", TEXT), "--steps", "50");
    String other = file("other.txt", "ten nine eight seven six five four. ".repeat(60));
    List<String> arguments = new ArrayList<>(List.of("train", "lm", "--data", other, "--base"));
    arguments.addAll(List.of(out().toString(), "--block", "16", "--steps", "20", "--rate", "1e-2"));
    arguments.addAll(List.of("--out", folder.resolve("further").toString()));
    HeedRun shown = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out()).startsWith("before tuning, loss ");
    assertThat(folder.resolve("further-training/report.html")).content().contains("before tuning");
    arguments.add("--json");
    JsonNode json = HeedRun.of(arguments.toArray(String[]::new)).json();
    assertThat(json.get("before").get("loss").doubleValue())
        .isGreaterThan(json.get("loss").doubleValue());
    assertThat(json.get("unknownTokens").intValue()).isZero();
  }

  @Test
  void whatIsComputedAgainTakesLessMemory() throws IOException {
    String data = file("numbers.txt", TEXT);
    HeedRun again = train(data, "--steps", "2", "--recompute", "--json");
    Path first = Files.move(folder.resolve("out-training"), folder.resolve("first"));
    HeedRun kept = train(data, "--steps", "2", "--json");
    assertThat(activations(first)).isLessThan(activations(folder.resolve("out-training")));
    assertThat(again.json().get("loss")).isEqualTo(kept.json().get("loss"));
  }

  private static long activations(Path training) throws IOException {
    String begin = Files.readAllLines(training.resolve("metrics.jsonl")).getFirst();
    return JsonMapper.shared().readTree(begin).at("/memory/activations").longValue();
  }

  @Test
  void aLanguageModelDoesNotAnswerTables() throws IOException {
    train(file("numbers.txt", TEXT), "--steps", "1");
    HeedRun run = HeedRun.of("predict", out().toString(), "--in", file("in.csv", "text\na\n"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("'heed generate'").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''        | --steps 1             | 1 | has no block of 16",
        "one       | --steps 1             | 1 | has no block of 16",
        "one       | --steps 0             | 2 | steps must be at least 1",
        "one       | --accumulate 3        | 2 | a divisor of the blocks of a step",
        "one       | --shape bert          | 2 | BERT is an encoder"
      })
  void whatCannotBeLearnedIsRefused(String text, String options, int exit, String message)
      throws IOException {
    HeedRun run = train(file("short.txt", text), options.split(" "));
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(message);
    assertThat(out()).doesNotExist();
  }
}
