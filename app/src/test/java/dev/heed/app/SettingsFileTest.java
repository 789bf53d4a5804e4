package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String pets() throws IOException {
    StringBuilder csv = new StringBuilder("first,second,kind\n");
    for (int i = 1; i <= 6; i++) {
      csv.append("the cat%s,it sat,cat\n".formatted(" sat".repeat(i)));
      csv.append("the dog%s,it sat,dog\n".formatted(" sat".repeat(i)));
    }
    return file("pets.csv", csv.toString());
  }

  private String settings() throws IOException {
    return file(
        "settings.yaml",
        """
        # Two texts that go together.
        base: %s
        data: %s
        out: %s
        text-column: [first, second]
        label-column: kind
        method: lora
        rank: 2
        dev-share: 0.5
        epochs: 3
        json: true
        quiet: false
        """
            .formatted(TinyBert.encoder(folder.resolve("base")), pets(), folder.resolve("out")));
  }

  @Test
  void aFileStandsForOptions() throws IOException {
    HeedRun run = HeedRun.of("train", "classify", "--settings", settings());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().get("method").stringValue()).isEqualTo("lora");
    assertThat(run.json().get("examples").intValue()).isEqualTo(6);
    assertThat(run.json().get("steps").intValue()).isEqualTo(3);
  }

  @Test
  void whatStandsOnTheCommandLineWins() throws IOException {
    HeedRun run =
        HeedRun.of(
            "train", "classify", "--settings=" + settings(), "--dev-share=0", "--epochs", "1");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().get("examples").intValue()).isEqualTo(12);
    assertThat(run.json().get("steps").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch: 3            | 1  | there is no setting 'epoch'",
        "settings: other     | 1  | there is no setting 'settings'",
        "help: true          | 1  | there is no setting 'help'",
        "epochs: [1, 2]      | 1  | epochs takes one value, found a list",
        "epochs: {a: 1}      | 1  | epochs: expected a value, found a table or a list",
        "epochs:             | 1  | epochs: expected a value, found none",
        "dev: null           | 1  | dev: expected a value, found none",
        "dev: ~              | 1  | dev: expected a value, found none",
        "dev: ''             | 1  | dev: expected a value, found none",
        "epochs: many        | 2  | --epochs",
        "json: perhaps       | 1  | json: expected true or false, found 'perhaps'",
        "epochs              | 1  | expected settings such as 'epochs: 5'",
        "epochs: 1;epochs: 2 | 1  | duplicate key epochs",
        "a: &a [*a           | 1  | is no YAML",
        "!!java.io.File x    | 1  | is no YAML"
      })
  void whatIsNoSettingIsRefused(String text, int exit, String message) throws IOException {
    String file = file("bad.yaml", text.strip().replace(';', '\n') + "\n");
    HeedRun run = HeedRun.of("train", "classify", "--settings", file, "--data", "x", "--out", "y");
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(message).hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# epochs: 3\n", "---\n", "null\n"})
  void aFileWithoutSettingsSaysNothing(String text) throws IOException {
    HeedRun run =
        HeedRun.of(
            "train",
            "classify",
            "--settings",
            file("none.yaml", text),
            "--base",
            TinyBert.encoder(folder.resolve("base")).toString(),
            "--data",
            pets(),
            "--text-column",
            "first",
            "--label-column",
            "kind",
            "--method",
            "probe",
            "--out",
            folder.resolve("out").toString());
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void aNullInQuotesIsAText() throws IOException {
    String file = file("quoted.yaml", "dev: 'null'\n");
    HeedRun run =
        HeedRun.of("train", "classify", "--settings", file, "--data", pets(), "--out", "y");
    assertThat(run.err()).contains("null: the name does not say what the file holds");
  }

  @Test
  void messagesAreAsTheFileSays() throws IOException {
    String file = file("json.yaml", "json: true\ndebug: true\nepoch: 3\n");
    HeedRun run = HeedRun.of("train", "classify", "--settings", file);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err().lines().findFirst().orElseThrow())
        .startsWith("{\"error\":")
        .contains("there is no setting 'epoch'");
    assertThat(run.err()).contains("FileException");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    HeedRun run = HeedRun.of("train", "lm", "--settings", folder.resolve("none.yaml").toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("none.yaml: cannot be read").hasLineCount(1);
  }
}
