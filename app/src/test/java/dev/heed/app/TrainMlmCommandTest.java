package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TrainMlmCommandTest {
  private static final String TEXTS =
      """
      the cat sat on the mat
      the cat sat on the red mat .
      the dog ran on the road
      the dog ran on the blue road .
      """
          .repeat(3);

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() throws IOException {
    base = TinyBert.encoder(folder.resolve("base")).toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  private HeedRun train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "mlm", "--out", out()));
    arguments.addAll(List.of(options));
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void whatIsTrainedIsEvaluatedAndFillsGaps() throws IOException {
    String data = file("texts.txt", TEXTS);
    HeedRun trained =
        train(
            "--base",
            base,
            "--data",
            data,
            "--dev",
            data,
            "--epochs",
            "60",
            "--rate",
            "1e-2",
            "--dropout",
            "0",
            "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("what is measured on them was learned");
    JsonNode metrics = trained.json().get("metrics");
    assertThat(metrics.get("loss").doubleValue()).isBetween(0.0, 1.5);
    assertThat(trained.json().get("texts").intValue()).isEqualTo(12);
    assertThat(folder.resolve("out-training/report.html")).isRegularFile();
    assertThat(folder.resolve("out-training/metrics.jsonl")).isRegularFile();

    JsonNode again = HeedRun.of("evaluate", out(), "--data", data, "--json").json();
    assertThat(again.get("maskedTokens")).isEqualTo(metrics.get("maskedTokens"));
    assertThat(again.get("accuracy")).isEqualTo(metrics.get("accuracy"));

    String gaps = file("gaps.txt", "the dog ran on the [MASK]\n[MASK] cat sat on [MASK] mat\n");
    List<JsonNode> filled = HeedRun.of("predict", out(), "--in", gaps, "--json").jsonLines();
    assertThat(filled).hasSize(2);
    assertThat(filled.getFirst().get("gaps").get(0)).hasSize(5);
    assertThat(filled.getLast().get("gaps").get(1).get(0).get("word").stringValue())
        .isEqualTo("the");
    HeedRun shown = HeedRun.of("predict", out(), "--in", gaps);
    assertThat(shown.out().lines()).hasSize(3).allMatch(line -> line.split("\t").length == 6);
    assertThat(shown.out().lines().skip(2)).first().asString().matches("0\\.\\d{4} the\t.*");
  }

  @Test
  void anEncoderFromNothingIsABaseOfOtherTasks() throws IOException {
    String data = file("texts.csv", "words\n" + TEXTS);
    HeedRun trained =
        train(
            "--base",
            "none",
            "--tokenizer",
            base,
            "--layers",
            "1",
            "--width",
            "16",
            "--heads",
            "2",
            "--data",
            data,
            "--dev",
            data,
            "--text-column",
            "words",
            "--epochs",
            "2",
            "--mask-share",
            "0.3");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("hidden tokens: loss", "the model is in " + out());

    HeedRun embedded = HeedRun.withInput("the cat\n", "embed", "--model", out(), "--json");
    assertThat(embedded.exit()).as(embedded.err()).isZero();

    String pets =
        file("pets.csv", "text,label\nthe cat,cat\na cat sat,cat\nthe dog,dog\ndog,dog\n");
    HeedRun classifier =
        HeedRun.of(
            "train",
            "classify",
            "--base",
            out(),
            "--data",
            pets,
            "--out",
            folder.resolve("pets").toString(),
            "--epochs",
            "1");
    assertThat(classifier.exit()).as(classifier.err()).isZero();
  }

  @Test
  void changesOfLowRankAreSavedAloneTooAndTheBaseIsMeasuredBeside() throws IOException {
    String data = file("texts.txt", TEXTS);
    Path adapter = folder.resolve("adapter");
    String[] options = {"--base", base, "--data", data, "--dev", data, "--epochs", "20"};
    HeedRun trained = train(options, "--method", "lora", "--adapter", adapter.toString(), "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    JsonNode before = trained.json().get("before");
    JsonNode metrics = trained.json().get("metrics");
    assertThat(before.get("maskedTokens")).isEqualTo(metrics.get("maskedTokens"));
    assertThat(before.get("loss").doubleValue()).isGreaterThan(metrics.get("loss").doubleValue());
    assertThat(folder.resolve("out-training/report.html")).content().contains("before tuning");
    JsonNode alone = HeedRun.of("evaluate", adapter.toString(), "--data", data, "--json").json();
    assertThat(alone.get("loss").doubleValue())
        .isCloseTo(metrics.get("loss").doubleValue(), within(1e-4));
    List<String> full = new ArrayList<>(List.of("train", "mlm", "--out", out() + "-full"));
    full.addAll(List.of(options));
    assertThat(HeedRun.of(full.toArray(String[]::new)).out())
        .contains("before tuning, ", "with a head for masked words that knew nothing");
  }

  private HeedRun train(String[] some, String... others) {
    return train(Stream.of(some, others).flatMap(Stream::of).toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method probe           | --method probe learns a head over labels",
        "--method contrastive     | --method contrastive learns a head over labels",
        "--method lora --base none| nothing worth keeping",
        "--adapter changes        | take --method lora"
      })
  void optionsThatDoNotGoTogetherAreRefused(String options, String message) throws IOException {
    HeedRun run = train(options.strip().split(" +"), "--data", file("texts.txt", TEXTS));
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "words;the cat   | there is no column 'text'; its columns are 'words'",
        "text            | has no examples",
        "text;zebra;lion | none of its 2 texts has a token that may be hidden"
      })
  void dataThatCannotBeLearnedIsRefused(String lines, String message) throws IOException {
    String data = file("bad.csv", lines.strip().replace(';', '\n'));
    HeedRun run = train("--base", base, "--data", data);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(Path.of(out())).doesNotExist();
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    HeedRun run = train("--base", base, "--data", file("empty.txt", ""));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("empty.txt: has no examples");
  }

  @Test
  void aTokenizerWithoutAMaskIsRefused() throws IOException {
    Path vocabulary = Path.of(base, "vocab.txt");
    Files.writeString(vocabulary, Files.readString(vocabulary).replace("[MASK]", "mask"));
    HeedRun run = train("--base", base, "--data", file("texts.txt", TEXTS));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("none of the special tokens [[MASK], <mask>]");
  }

  @Test
  void aShareThatHidesNothingIsRefused() throws IOException {
    HeedRun run = train("--data", file("texts.txt", TEXTS), "--mask-share", "0");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("share must be above 0 and at most 1");
  }

  @Test
  void textsThatAreCutAreCounted() throws IOException {
    train("--base", base, "--data", file("texts.txt", TEXTS), "--epochs", "1");
    String longer = file("long.txt", "the cat sat\n" + "the cat sat ".repeat(300) + "\n");
    HeedRun run = HeedRun.of("evaluate", out(), "--data", longer);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("1 of 2 texts was cut to what the model reads at once");
  }

  @Test
  void aTextWithoutAGapIsRefusedByItsPlace() throws IOException {
    String data = file("texts.txt", TEXTS);
    train("--base", base, "--data", data, "--epochs", "1");
    HeedRun run = HeedRun.of("predict", out(), "--in", file("gaps.txt", "the [MASK]\nthe cat\n"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("gaps.txt: line 2: ", "there is no [MASK] in the text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"heed train classify --base my-encoder", "heed predict my-encoder"})
  void theHelpSaysWhatFollows(String example) {
    HeedRun run = HeedRun.of("train", "mlm", "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("Usage: heed train mlm --data FILE --out DIR [OPTIONS]", example);
  }

  @Test
  void aFileIsReadAsAStreamAndWholeWordsAreHidden() throws IOException {
    String data = file("texts.txt", TEXTS + "\n");
    HeedRun run =
        train(
            "--base",
            base,
            "--data",
            data,
            "--dev",
            file("dev.txt", TEXTS),
            "--stream",
            "5",
            "--whole-words",
            "--epochs",
            "2",
            "--batch",
            "4",
            "--batch-tokens",
            "32",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("1 text of " + data + " left out")
        .contains("12 examples of ", "dev.txt (validation) stand in " + data + " (training)");
    assertThat(run.json().get("texts").intValue()).isEqualTo(12);
    assertThat(run.json().get("measuredOn").stringValue()).endsWith("dev.txt");
    assertThat(run.json().get("steps").intValue()).isEqualTo(2 * 3);
    assertThat(folder.resolve("out/heed_task.json"))
        .content()
        .contains("\"hidden together\" : \"the tokens of a word\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--stream 0                   | expected at least 1 text, was 0",
        "--stream --dev-share 0.1     | --dev-share needs all of --data in memory"
      })
  void aStreamIsNotPutAside(String options, String message) throws IOException {
    List<String> all = new ArrayList<>(List.of("--base", base, "--data", file("t.txt", TEXTS)));
    all.addAll(List.of(options.split(" ")));
    HeedRun run = train(all.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }
}
