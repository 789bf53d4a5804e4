package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What of the data is learned, put aside, measured and refused. */
class TrainDataCommandTest extends TextTrainings {
  @Test
  void whatIsLearnedFromIsTold() throws IOException {
    String data = file("data.csv", "text,label\nthe cat,cat\nthe cat,dog\nthe dog,dog\ncat,cat\n");
    HeedRun run = train("classify", "--data", data, "--epochs", "1");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("learning from 4 examples with 2 labels, of which 'cat' is the rarest (2)")
        .contains("1 text of " + data + " is there with different labels");
    HeedRun again = train("classify", "--data", data, "--method", "probe");
    assertThat(again.err())
        .contains(out() + " holds a model, which this one replaces")
        .contains("what lies in " + out() + "-training is of another training");
    HeedRun over = HeedRun.of("train", "regress", "--data", data, "--base", base, "--out", base);
    assertThat(over.exit()).isEqualTo(2);
    assertThat(over.err()).contains("--out would take the place of the model that it begins with");
    HeedRun inspected = HeedRun.of("inspect", out().toString());
    assertThat(inspected.out()).doesNotContain("not understood");
  }

  @Test
  void textsThatAreLearnedAndMeasuredAreCounted() throws IOException {
    String test = file("test.csv", "text,label\nThe  CAT sat,cat\nthe dog dog dog,dog\n");
    HeedRun run = train("classify", "--data", pets(), "--test", test, "--method", "probe");
    assertThat(run.err()).contains("warning: 1 example of " + test).contains("was learned");
  }

  @Test
  void whereNothingIsMeasuredItIsSaidWhatToGive() throws IOException {
    String few = file("few.csv", "text,label\nthe cat,cat\na cat,cat\nthe dog,dog\na dog,dog\n");
    HeedRun run = train("classify", "--data", few, "--method", "probe");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("nothing was measured", "give --dev or --test");
    HeedRun measured = train("classify", "--data", few, "--method", "probe", "--test", few);
    assertThat(measured.err()).doesNotContain("nothing was measured");
  }

  @Test
  void fewExamplesAreDrawnAndNoneArePutAside() throws IOException {
    String data = pets();
    HeedRun run =
        train("classify", "--data", data, "--few-shot", "10", "--method", "probe", "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.json().get("examples").intValue()).isEqualTo(20);
    assertThat(run.json().get("measuredOn").stringValue()).isEqualTo("the rest of " + data);
    assertThat(run.json().get("tuned").get("examples").intValue()).isEqualTo(4);
  }

  @Test
  void whereThereAreFewerExamplesAllAreLearnedFromAndThatIsSaid() throws IOException {
    HeedRun run =
        train("classify", "--data", pets(), "--few-shot", "100", "--method", "probe", "--json");
    assertThat(run.json().get("examples").intValue()).isEqualTo(24);
    assertThat(run.json().get("measuredOn").isNull()).isTrue();
    assertThat(run.err())
        .contains("labels that have fewer than 100 examples")
        .contains("2: cat (12), dog (12)");
  }

  @Test
  void otherDataIsMeasuredOnRatherThanTheRest() throws IOException {
    String test = file("test.csv", "text,label\nred cat,cat\nred dog,dog\n");
    for (String option : List.of("--test", "--dev")) {
      HeedRun run =
          train(
              "classify",
              "--data",
              pets(),
              "--few-shot",
              "3",
              option,
              test,
              "--method",
              "probe",
              "--json");
      assertThat(run.json().get("examples").intValue()).isEqualTo(6);
      assertThat(run.json().get("measuredOn").stringValue()).isEqualTo(test);
    }
  }

  @Test
  void allLabelsOfATextAreAnswered() throws IOException {
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 0; i < 8; i++) {
      String end = " sat".repeat(i);
      csv.append("cat%s,cat\ndog%s,dog\ncat dog%s,cat;dog\n.%s,\n".formatted(end, end, end, end));
    }
    String data = file("both.csv", csv.toString());
    HeedRun trained =
        train(
            "classify",
            "--data",
            data,
            "--label-separator",
            ";",
            "--epochs",
            "60",
            "--rate",
            "2e-2",
            "--dropout",
            "0");
    assertThat(trained.exit()).as(trained.err()).isZero();
    String in = file("in.csv", "text\ncat\ncat dog\n.\n");
    assertThat(HeedRun.of("predict", out().toString(), "--in", in).out().lines())
        .satisfiesExactly(
            one -> assertThat(one).matches("0\\.\\d{4}\tcat\tcat"),
            both -> assertThat(both).matches("0\\.\\d{4};0\\.\\d{4}\t(cat;dog|dog;cat)\tcat dog"),
            none -> assertThat(none).isEqualTo("-\t-\t."));
    List<JsonNode> answers =
        HeedRun.of("predict", out().toString(), "--in", in, "--json").jsonLines();
    assertThat(answers).extracting(answer -> answer.get("labels").size()).containsExactly(1, 2, 0);
    assertThat(answers.getLast().get("probabilities").propertyNames()).contains("cat", "dog");
  }

  private static String[] with(List<String> options, String... more) {
    return Stream.concat(options.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /** Sets of labels that are hardly there twice: the labels in them are what counts. */
  @Test
  void ofSeveralLabelsEachIsPutAsideAndDrawnByItself() throws IOException {
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 1; i < 32; i++) {
      String text = "cat" + " sat".repeat(i);
      List<String> labels = new ArrayList<>();
      for (int bit = 0; bit < 5; bit++) {
        if ((i >> bit & 1) == 1) {
          labels.add("l" + bit);
        }
      }
      csv.append("%s,%s\n".formatted(text, String.join(";", labels)));
    }
    String data = file("sets.csv", csv.toString());
    List<String> options = List.of("--data", data, "--label-separator", ";", "--method", "probe");
    HeedRun aside = train("classify", with(options, "--dev-share", "0.2", "--json"));
    assertThat(aside.exit()).as(aside.err()).isZero();
    assertThat(aside.json().get("examples").intValue()).isBetween(24, 26);
    HeedRun few = train("classify", with(options, "--few-shot", "2", "--json"));
    assertThat(few.exit()).as(few.err()).isZero();
    assertThat(few.json().get("examples").intValue()).isBetween(2, 8);
  }

  @Test
  void whatTheDelimiterSaysIsEvaluatedAndAnsweredToo() throws IOException {
    String data = file("colons.csv", Files.readString(Path.of(pets())).replace(',', ':'));
    HeedRun trained = train("classify", "--data", data, "--delimiter", ":", "--method", "probe");
    assertThat(trained.exit()).as(trained.err()).isZero();
    HeedRun evaluated =
        HeedRun.of("evaluate", out().toString(), "--data", data, "--delimiter", ":");
    assertThat(evaluated.out()).as(evaluated.err()).contains("accuracy");
    HeedRun answers = HeedRun.of("predict", out().toString(), "--in", data, "--delimiter", ":");
    assertThat(answers.out().lines()).as(answers.err()).hasSize(24);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text,label;the cat,cat;the dog,cat  | only 'cat'",
        "words,label;the cat,cat;the dog,dog | there is no column 'text'",
        "text,label;the cat,cat;the dog,     | expected a label, found an empty cell",
        "text,label                          | has no examples"
      })
  void dataThatCannotBeLearnedIsRefused(String lines, String message) throws IOException {
    HeedRun run = train("classify", "--data", file("bad.csv", lines.strip().replace(';', '\n')));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(out()).doesNotExist();
  }

  @Test
  void labelsThatWereNotLearnedAreRefusedByName() throws IOException {
    train("classify", "--data", pets(), "--method", "probe");
    String test = file("test.csv", "text,label\nthe cat,bird\n");
    HeedRun run = HeedRun.of("evaluate", out().toString(), "--data", test);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("bird", "cat, dog");
  }

  /** As JSON has several labels; one of them holds the separator. */
  @Test
  void listsOfJsonAreLabels() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 6; i++) {
      String more = " sat".repeat(i);
      lines.append(
          "{\"text\": \"the cat%s\", \"label\": [\"cat\", \"small, soft\"]}\n".formatted(more));
      lines.append("{\"text\": \"the dog%s\", \"label\": []}\n".formatted(more));
    }
    String data = file("pets.jsonl", lines.toString());
    HeedRun one = train("classify", "--data", data, "--method", "probe");
    assertThat(one.exit()).isEqualTo(1);
    assertThat(one.err()).contains("line 1, column 'label': expected one label, found '[");
    HeedRun several =
        train("classify", "--data", data, "--method", "probe", "--label-separator", ",");
    assertThat(several.exit()).as(several.err()).isZero();
    assertThat(Files.readString(out().resolve("config.json"))).contains("\"small, soft\"");
    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("subsetAccuracy").doubleValue()).isGreaterThan(0.9);
  }

  @Test
  void columnsBesideTheTextAreLearnedAndAskedFor() throws IOException {
    StringBuilder csv = new StringBuilder("text,label,age,plan\n");
    for (int i = 0; i < 20; i++) {
      csv.append("the cat,%s,%d,%s\n".formatted(i < 10 ? "keep" : "lose", i, i < 10 ? "a" : "b"));
    }
    String data = file("users.csv", csv.toString());
    HeedRun run =
        train(
            "classify",
            "--data",
            data,
            "--number-column",
            "age",
            "--category-column",
            "plan",
            "--method",
            "probe",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode all = HeedRun.of("evaluate", out().toString(), "--data", data, "--json").json();
    assertThat(all.get("accuracy").doubleValue()).isEqualTo(1);
    assertThat(HeedRun.of("predict", out().toString(), "--in", data).out())
        .contains("\tkeep\t", "\tlose\t");

    HeedRun alone = HeedRun.of("classify", out().toString(), "--text", "the cat");
    assertThat(alone.exit()).isEqualTo(1);
    assertThat(alone.err()).contains("[age, plan]").hasLineCount(1);
  }

  @Test
  void probabilitiesBecomeAsSureAsTheyAreRight() throws IOException {
    String dev =
        file("dev.csv", "text,label\n" + "the cat,cat\n".repeat(3) + "the cat,dog\nthe dog,dog\n");
    HeedRun run =
        train(
            "classify",
            "--data",
            pets(),
            "--dev",
            dev,
            "--class-weights",
            "balanced",
            "--calibrate",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("log loss and ece are of " + dev, "give --test");
    JsonNode calibration = run.json().get("calibration");
    assertThat(calibration.get("data").stringValue()).isEqualTo(dev);
    assertThat(calibration.get("temperature").doubleValue()).isGreaterThan(1);
    assertThat(calibration.get("eceAfter").doubleValue())
        .isLessThan(calibration.get("eceBefore").doubleValue())
        .isEqualTo(run.json().get("tuned").get("ece").doubleValue());
    JsonNode saved = HeedRun.of("evaluate", out().toString(), "--data", dev, "--json").json();
    assertThat(saved.get("logLoss").doubleValue())
        .isCloseTo(calibration.get("logLossAfter").doubleValue(), within(1e-4));
    assertThat(out().resolve("heed_task.json"))
        .content()
        .contains("divided by a temperature of", "\"class weights\" : \"balanced\"");
    assertThat(
            train(
                    "classify",
                    "--data",
                    pets(),
                    "--dev",
                    dev,
                    "--class-weights",
                    "balanced",
                    "--calibrate")
                .out())
        .contains("calibrated on " + dev + " by a temperature of", "ece", "log loss");
  }

  @Test
  void dataThatGivesNoTemperatureIsSaid() throws IOException {
    String dev = file("dev.csv", "text,label\nthe cat sat,cat\nthe dog sat,dog\n");
    HeedRun run = train("classify", "--data", pets(), "--dev", dev, "--calibrate");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("gives no temperature", "it was not calibrated");
  }
}
