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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code heed train tag}, and what its models are for. */
class TrainTagCommandTest {
  /** Colour and animal are a pet; a road is a way. */
  private static final String SENTENCES =
      """
      the O
      red B-PET
      cat I-PET
      sat O
      on O
      the O
      road B-WAY

      the O
      dog B-PET
      ran O
      . O

      blue B-PET
      dog I-PET
      sat O
      on O
      the O
      mat O

      """;

  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() throws IOException {
    base = TinyBert.encoder(folder.resolve("base")).toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Path out() {
    return folder.resolve("out");
  }

  private HeedRun train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "tag", "--base", base));
    arguments.addAll(List.of("--out", out().toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("probe")) {
      arguments.addAll(List.of("--rate", "1e-2", "--epochs", "20"));
    }
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "lora"})
  void whatIsTrainedIsEvaluatedAndFindsEntities(String method) throws IOException {
    String data = file("pets.conll", SENTENCES);
    HeedRun trained = train("--data", data, "--test", data, "--method", method, "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("stand in", "was learned");
    assertThat(trained.json().get("examples").intValue()).isEqualTo(3);
    assertThat(trained.json().get("probe").get("tokens").intValue()).isEqualTo(17);
    assertThat(trained.json().get("tuned").get("micro").get("f1").doubleValue()).isGreaterThan(0.9);

    HeedRun evaluated = HeedRun.of("evaluate", out().toString(), "--data", data, "--json");
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    assertThat(evaluated.json().get("micro")).isEqualTo(trained.json().get("tuned").get("micro"));
    assertThat(evaluated.json().get("perClass").propertyNames()).contains("PET", "WAY");
    assertThat(evaluated.json().at("/interval/metric").stringValue()).isEqualTo("micro.f1");
    assertThat(evaluated.json().at("/micro/f1").doubleValue())
        .isBetween(
            evaluated.json().at("/interval/low").doubleValue(),
            evaluated.json().at("/interval/high").doubleValue());
    assertThat(HeedRun.of("evaluate", out().toString(), "--data", data).out())
        .contains("tokenAccuracy", "micro", "precision");

    String texts = file("texts.txt", "The red cat sat on the road\n\nthe mat.\n");
    List<JsonNode> answers =
        HeedRun.of("predict", out().toString(), "--in", texts, "--json").jsonLines();
    assertThat(answers).hasSize(3);
    JsonNode pet = answers.getFirst().get("entities").get(0);
    assertThat(pet.get("label").stringValue()).isEqualTo("PET");
    assertThat(pet.get("text").stringValue()).isEqualTo("red cat");
    assertThat(pet.get("start").intValue()).isEqualTo(4);
    assertThat(pet.get("end").intValue()).isEqualTo(11);
    assertThat(answers.get(1).get("entities")).isEmpty();
    assertThat(HeedRun.of("predict", out().toString(), "--in", texts).out())
        .containsPattern("(?m)^1\t[01]\\.\\d{4}\tPET\tred cat$");
  }

  @Test
  void aProbeAloneIsAModelToo() throws IOException {
    String data = file("pets.conll", SENTENCES);
    HeedRun trained = train("--data", data, "--test", data, "--method", "probe", "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.json().get("tuned")).isEqualTo(trained.json().get("probe"));
    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("micro")).isEqualTo(trained.json().get("probe").get("micro"));
    assertThat(folder.resolve("out-training/report.html")).doesNotExist();
  }

  @Test
  void aReportHasEachTypeAndTheMistakes() throws IOException {
    String data = file("pets.conll", SENTENCES);
    String wrong = file("wrong.conll", "the O\ncat O\nsat B-WAY\non B-DAY\n");
    HeedRun trained = train("--data", data, "--test", wrong);
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("tags that were not learned, and how often: {B-DAY=1}");
    assertThat(trained.out()).contains("probe", "full", "entity F1", "tokenAccuracy");
    assertThat(folder.resolve("out-training/report.html"))
        .content()
        .contains("the cat sat", "sat WAY; on DAY", "3 sentences, 17 words");
  }

  @Test
  void tagsThatSayNothingAboutEntitiesAreOfWords() throws IOException {
    String data =
        file(
            "words.jsonl",
            """
            {"tokens": ["the", "red", "cat", "sat"], "tags": ["DT", "JJ", "NN", "VB"]}
            {"tokens": ["the", "dog", "ran"], "tags": ["DT", "NN", "VB"]}
            """);
    HeedRun trained = train("--data", data);
    assertThat(trained.exit()).as(trained.err()).isZero();
    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("tokenAccuracy").doubleValue()).isEqualTo(1);
    String texts = file("texts.txt", "the dog sat\n");
    assertThat(HeedRun.of("predict", out().toString(), "--in", texts).out())
        .isEqualTo("the/DT dog/NN sat/VB" + System.lineSeparator());
    JsonNode word =
        HeedRun.of("predict", out().toString(), "--in", texts, "--json")
            .jsonLines()
            .getFirst()
            .get("words")
            .get(1);
    assertThat(word.get("tag").stringValue()).isEqualTo("NN");
    assertThat(word.get("start").intValue()).isEqualTo(4);
  }

  /** What was cut while it learned is cut when it is used. */
  @Test
  void theLimitOfTokensIsSaved() throws IOException {
    String data = file("pets.conll", SENTENCES);
    HeedRun trained = train("--data", data, "--method", "probe", "--max-tokens", "4");
    assertThat(trained.err()).contains("words of " + data + " not seen");
    String missed =
        trained.err().lines().filter(line -> line.contains("not seen")).findFirst().orElseThrow();
    assertThat(HeedRun.of("evaluate", out().toString(), "--data", data).err()).contains(missed);
    HeedRun wider = HeedRun.of("evaluate", out().toString(), "--data", data, "--max-tokens", "16");
    assertThat(wider.err()).doesNotContain("not seen");
  }

  @Test
  void sentencesThatNothingPartsAreTold() throws IOException {
    String data = file("one.conll", "the O\ncat B-PET\n".repeat(60));
    HeedRun trained = train("--data", data, "--method", "probe");
    assertThat(trained.err()).contains("is one sentence of 120 words", "empty line");
    HeedRun given = HeedRun.of("predict", out().toString(), "--in", data);
    assertThat(given.exit()).isEqualTo(2);
    assertThat(given.err()).contains("holds a word and a tag a line");
  }

  @Test
  void wordsBehindTheLimitAreCounted() throws IOException {
    String data = file("long.conll", SENTENCES + "the O\n".repeat(20));
    HeedRun trained = train("--data", data, "--method", "probe");
    assertThat(trained.err()).contains("6 words of " + data + " not seen");
    assertThat(HeedRun.of("evaluate", out().toString(), "--data", data).err())
        .contains("warning: 6 words of " + data + " not seen");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the O;cat           | line 2: expected 2 columns",
        "the O;cat O         | found only [O]",
        "the B-X;;cat NN     | mixed tags",
        "the O;cat I-X;;a B-X;b I-Y;b B-X | mixed schemes",
        "''                  | has no sentences"
      })
  void dataThatCannotBeLearnedIsRefused(String lines, String message) throws IOException {
    HeedRun run = train("--data", file("bad.conll", lines.strip().replace(';', '\n')));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(out()).doesNotExist();
  }

  @Test
  void aTaggerReadsNoTables() throws IOException {
    String data = file("pets.conll", SENTENCES);
    train("--data", data, "--method", "probe");
    HeedRun evaluated =
        HeedRun.of("evaluate", out().toString(), "--data", data, "--delimiter", ":");
    assertThat(evaluated.exit()).isEqualTo(2);
    assertThat(evaluated.err()).contains("--delimiter is for tables");
    HeedRun answers = HeedRun.of("predict", out().toString(), "--in", data, "--delimiter", ":");
    assertThat(answers.exit()).isEqualTo(2);
    assertThat(answers.err()).contains("--delimiter is for tables");
  }

  @Test
  void theContrastiveMethodIsRefusedByName() throws IOException {
    HeedRun run = train("--data", file("pets.conll", SENTENCES), "--method", "contrastive");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--method contrastive learns from whole texts");
  }

  @Test
  void theTaskExplainsItself() {
    HeedRun run = HeedRun.of("train", "tag", "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: heed train tag --data FILE --out DIR [OPTIONS]");
  }
}
