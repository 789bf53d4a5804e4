package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TrainEmbedCommandTest {
  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() throws IOException {
    base = TinyBert.encoder(folder.resolve("base")).toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String pets() throws IOException {
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 1; i <= 12; i++) {
      csv.append("the cat%s,cat\n".formatted(" sat".repeat(i)));
      csv.append("the dog%s,dog\n".formatted(" sat".repeat(i)));
      csv.append("red%s road,road\n".formatted(" blue".repeat(i)));
    }
    return file("pets.csv", csv.toString());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private HeedRun train(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", "embed", "--base", base));
    arguments.addAll(List.of("--out", out().toString(), "--epochs", "3", "--rate", "1e-2"));
    arguments.addAll(List.of(options));
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void whatIsTrainedIsEvaluatedEmbedsAndSearches() throws IOException {
    String data = pets();
    HeedRun trained = train("--data", data, "--dev", data, "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("36 examples of " + data).contains("was learned");
    assertThat(trained.json().get("pairs").intValue()).isEqualTo(36);
    double before = trained.json().get("before").get("ndcgAt10").doubleValue();
    JsonNode after = trained.json().get("after");
    assertThat(after.get("ndcgAt10").doubleValue()).isGreaterThan(before);
    assertThat(folder.resolve("out-training/report.html"))
        .content()
        .contains("ndcgAt10", "before", "after");
    assertThat(folder.resolve("out-training/metrics.jsonl")).isRegularFile();

    HeedRun evaluated = HeedRun.of("evaluate", out().toString(), "--data", data, "--json");
    after
        .properties()
        .forEach(metric ->
            assertThat(evaluated.json().get(metric.getKey())).isEqualTo(metric.getValue()));
    assertThat(evaluated.json().at("/interval/metric").stringValue()).isEqualTo("ndcgAt10");
    assertThat(HeedRun.of("evaluate", out().toString(), "--data", data).out())
        .contains("ndcgAt10", "mapAt100");

    HeedRun vectors = HeedRun.withInput("the cat\nthe dog\n", "embed", "--model", out().toString());
    assertThat(vectors.jsonLines()).hasSize(2);
    HeedRun found =
        HeedRun.of(
            "search", "the dog sat", "--in", data, "--field", "text", "--model", out().toString());
    assertThat(found.out().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("the dog"));
  }

  @Test
  void predictSaysWhatToTakeInstead() throws IOException {
    String data = pets();
    train("--data", data);
    HeedRun run = HeedRun.of("predict", out().toString(), "--in", data);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("'heed embed --model " + out(), "'heed search --model " + out());
  }

  @Test
  void pairsAreLearnedAndMeasured() throws IOException {
    String data =
        file(
            "pairs.csv",
            """
            question,answer,other
            the cat,sat on the mat,red road
            the dog,ran on the road,
            red,blue .,sat on the mat
            the mat,red cat,
            """);
    HeedRun trained =
        train(
            "--data",
            data,
            "--test",
            data,
            "--anchor-column",
            "question",
            "--positive-column",
            "answer",
            "--negative-column",
            "other");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("4 queries among 4 texts", "before ", "after ", "nDCG@10");
    HeedRun evaluated = HeedRun.of("evaluate", out().toString(), "--data", data, "--json");
    assertThat(evaluated.json().get("documents").intValue()).isEqualTo(4);
  }

  @Test
  void aTenthIsPutAsideWhereThatLeavesTextsThatFindEachOther() throws IOException {
    assertThat(train("--data", pets(), "--json").json().get("measuredOn").isNull()).isTrue();
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 0; i < 40; i++) {
      String number = Integer.toBinaryString(64 + i).replace("0", " cat").replace("1", " dog");
      csv.append("red%s,red\nblue%s,blue\n".formatted(number, number));
    }
    JsonNode split =
        HeedRun.of(
                "train",
                "embed",
                "--base",
                base,
                "--out",
                folder.resolve("other").toString(),
                "--data",
                file("many.csv", csv.toString()),
                "--epochs",
                "1",
                "--json")
            .json();
    assertThat(split.get("examples").intValue()).isEqualTo(72);
    assertThat(split.get("after").get("queries").intValue()).isEqualTo(8);
  }

  @Test
  void theRestOfFewIsMeasuredOnWhereTextsOfItFindEachOther() throws IOException {
    String data = pets();
    JsonNode few = train("--data", data, "--few-shot", "9", "--json").json();
    assertThat(few.get("examples").intValue()).isEqualTo(27);
    assertThat(few.get("measuredOn").stringValue()).isEqualTo("the rest of " + data);
    assertThat(few.get("after").get("queries").intValue()).isEqualTo(9);
  }

  @Test
  void oneTextOfALabelFindsNothingAndIsNotMeasured() throws IOException {
    JsonNode few = train("--data", pets(), "--few-shot", "11", "--json").json();
    assertThat(few.get("examples").intValue()).isEqualTo(33);
    assertThat(few.get("measuredOn").isNull()).isTrue();
  }

  @Test
  void whatIsLeftOutIsSaid() throws IOException {
    String data =
        file(
            "few.csv",
            "text,label\nthe cat,cat\ncat,cat\nThe  Cat,cat\nthe dog,dog\ndog,dog\ndog ran,dog\ncat,dog\nred,red\n");
    HeedRun run = train("--data", data);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("1 label with one text alone, which no pair can be made of: red")
        .contains("1 example left out, whose text is there before")
        .contains("1 text with several labels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text,label;the cat,cat;cat,cat      | at least two labels that have two different texts, found 1",
        "words,label;the cat,cat;the dog,dog | there is no column 'text'",
        "text,label;the cat,cat;,cat         | line 3, column 'text': expected a text, found an empty cell",
        "text,label;the cat,cat;cat,         | expected a label, found an empty cell"
      })
  void dataThatCannotBeLearnedIsRefused(String lines, String message) throws IOException {
    HeedRun run = train("--data", file("bad.csv", lines.strip().replace(';', '\n')));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(folder.resolve("out-training")).doesNotExist();
  }

  @Test
  void changesOfLowRankAreSavedAloneToo() throws IOException {
    String data = pets();
    Path adapter = folder.resolve("adapter");
    HeedRun trained =
        train(
            "--data",
            data,
            "--test",
            data,
            "--method",
            "lora",
            "--rank",
            "2",
            "--adapter",
            adapter.toString());
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(adapter.resolve("adapter_config.json"))
        .content()
        .contains("\"FEATURE_EXTRACTION\"", base);
    JsonNode whole = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(HeedRun.of("evaluate", adapter.toString(), "--data", data, "--json").json())
        .isEqualTo(whole);
  }

  @Test
  void anEncoderFromNothingIsComparedWithTheModelOfItsTokenizer() throws IOException {
    String data = pets();
    List<String> arguments = new ArrayList<>(List.of("train", "embed", "--base", "none"));
    arguments.addAll(List.of("--tokenizer", base, "--layers", "1", "--width", "16", "--heads"));
    arguments.addAll(List.of("2", "--data", data, "--dev", data, "--out", out().toString()));
    arguments.addAll(List.of("--epochs", "2", "--json"));
    HeedRun trained = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(trained.exit()).as(trained.err()).isZero();
    double before = trained.json().get("before").get("ndcgAt10").doubleValue();
    HeedRun pretrained =
        HeedRun.of(
            "train",
            "embed",
            "--base",
            base,
            "--out",
            folder.resolve("other").toString(),
            "--data",
            data,
            "--dev",
            data,
            "--epochs",
            "1",
            "--json");
    assertThat(pretrained.json().get("before").get("ndcgAt10").doubleValue()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method probe                                                        | --method probe learns a head over labels",
        "--method contrastive                                                  | --method contrastive learns a head over labels",
        "--adapter changes                                                     | take --method lora",
        "--anchor-column text                                                  | only --anchor-column was given",
        "--negative-column text                                                | only --negative-column was given",
        "--anchor-column text --positive-column label --label-column label     | take one of the two",
        "--anchor-column text --positive-column label --few-shot 2             | pairs have none",
        "--text-column text --text-column label                                | should be specified only once",
        "--batch 1                                                             | at least 2 pairs",
        "--scale 0                                                             | scale must be above 0"
      })
  void optionsThatDoNotGoTogetherAreRefused(String options, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--data", pets()));
    arguments.addAll(List.of(options.strip().split(" +")));
    HeedRun run = train(arguments.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void itExplainsItself() {
    HeedRun run = HeedRun.of("train", "embed", "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: heed train embed --data FILE --out DIR [OPTIONS]");
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(lines.indexOf("Examples") + 1, lines.size()))
        .allMatch(line -> line.startsWith("  "));
  }
}
