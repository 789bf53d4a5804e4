package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Texts that are longer than a tuned model takes are cut, and nobody overlooks it. */
class CutTextsTest {
  /** Of {@link TinyBert#POSITIONS} tokens two are special. */
  private static final String LONG = "the" + " cat".repeat(14);

  @TempDir Path folder;
  private String out = "";
  private String training = "";
  private String dev = "";
  private String test = "";

  @BeforeEach
  void data() throws IOException {
    out = folder.resolve("out").toString();
    training =
        file("training.csv", "the cat,cat", "a cat,cat", LONG + ",cat", "the dog,dog", "dog,dog");
    dev = file("dev.csv", LONG + " sat,cat", LONG + " ran,cat", "red dog,dog", "blue dog,dog");
    test = file("test.csv", LONG + " on,cat", "red cat,cat", LONG + " .,dog", LONG + " mat,dog");
  }

  private String file(String name, String... lines) throws IOException {
    String text = "text,label\n" + String.join("\n", lines) + "\n";
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private HeedRun train(String task) throws IOException {
    String base = TinyBert.encoder(folder.resolve("base")).toString();
    HeedRun run =
        HeedRun.of(
            "train",
            task,
            "--base",
            base,
            "--data",
            training,
            "--dev",
            dev,
            "--test",
            test,
            "--epochs",
            "1",
            "--out",
            out);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "embed", "mlm"})
  void aTrainingCountsThemInEachPartOfTheData(String task) throws IOException {
    assertThat(train(task).err())
        .contains("warning: 1 text of %s (training) cut".formatted(training))
        .contains("warning: 2 texts of %s (validation) cut".formatted(dev))
        .contains("warning: 3 texts of %s (test) cut".formatted(test));
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "embed"})
  void anEvaluationCountsThem(String task) throws IOException {
    train(task);
    assertThat(HeedRun.of("evaluate", out, "--data", test).err())
        .contains("warning: 3 of 4 texts were cut to what the model reads at once");
    String one = file("one.csv", LONG + ",cat", "the cat,cat", "a cat,cat", "dog,dog");
    assertThat(HeedRun.of("evaluate", out, "--data", one).err())
        .contains("warning: 1 of 4 texts was cut");
    String none = file("none.csv", "the cat,cat", "a cat,cat", "dog,dog");
    assertThat(HeedRun.of("evaluate", out, "--data", none).err()).doesNotContain("cut");
  }

  @Test
  void answersSayIt() throws IOException {
    train("classify");
    assertThat(HeedRun.of("predict", out, "--in", test).err())
        .contains("warning: 3 of 4 texts were cut to what the model reads at once");
    List<JsonNode> answers = HeedRun.of("predict", out, "--in", test, "--json").jsonLines();
    assertThat(answers)
        .extracting(answer -> answer.get("truncated").booleanValue())
        .containsExactly(true, false, true, true);
  }
}
