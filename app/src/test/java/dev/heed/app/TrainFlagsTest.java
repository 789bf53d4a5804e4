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

/** Options of {@code heed train} that do not go together are misuse, and nothing is made then. */
class TrainFlagsTest {
  @TempDir Path folder;
  private String base = "";

  @BeforeEach
  void aSmallModel() throws IOException {
    base = TinyBert.encoder(folder.resolve("base")).toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** What each task can learn from. */
  private String data(String task) throws IOException {
    return switch (task) {
      case "tag" -> file("pets.conll", "the O\nred B-PET\ncat I-PET\n\nthe O\nroad B-WAY\n");
      case "lm" -> file("numbers.txt", "one two three four five six seven. ".repeat(20));
      default ->
          file(
              "pets.csv",
              "text,label,size\nthe cat,cat,1\na cat,cat,2\nred cat,cat,3\nthe dog,dog,11\na dog,dog,12\nred dog,dog,13\n");
    };
  }

  private HeedRun train(String task, String options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", task));
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    if (!options.contains("--data")) {
      arguments.addAll(List.of("--data", data(task)));
    }
    arguments.addAll(List.of(options.replace("BASE", base).strip().split(" +")));
    if (!options.contains("--base") && !task.equals("lm")) {
      arguments.addAll(List.of("--base", base));
    }
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  private void assertMisuse(HeedRun run, String message) {
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(folder.resolve("out-training")).doesNotExist();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify | --base none --tokenizer BASE --method lora        | nothing worth keeping",
        "classify | --base none --tokenizer BASE --method probe       | nothing worth keeping",
        "classify | --base none --tokenizer BASE --method contrastive | nothing worth keeping",
        "regress  | --base none --tokenizer BASE --method lora        | nothing worth keeping",
        "tag      | --base none --tokenizer BASE --method probe       | nothing worth keeping",
        "classify | --label-separator ; --method contrastive          | contrastive",
        "regress  | --label-column size --method contrastive          | contrastive",
        "tag      | --method contrastive                              | contrastive"
      })
  void aMethodThatIsNotForTheTaskIsMisuse(String task, String options, String message)
      throws IOException {
    assertMisuse(train(task, options), message);
  }

  @ParameterizedTest
  @CsvSource({"--number-column,size", "--category-column,size"})
  void anAdapterHasNoPlaceForColumnsBesideTheText(String option, String column) throws IOException {
    String all = "--method lora --adapter %s %s %s".formatted(folder.resolve("a"), option, column);
    assertMisuse(train("classify", all), "--adapter has no place for columns beside the texts");
  }

  @ParameterizedTest
  @CsvSource({"classify,--method full", "tag,--method probe", "lm,--steps 5"})
  void anAdapterIsOfChangesOfLowRank(String task, String options) throws IOException {
    HeedRun run = train(task, options + " --adapter " + folder.resolve("a"));
    assertMisuse(run, "--adapter saves changes of low rank; take --method lora");
  }

  @ParameterizedTest
  @CsvSource({"classify", "mlm"})
  void moreThanTwoTextsAreMisuse(String task) throws IOException {
    HeedRun run = train(task, "--text-column text --text-column label --text-column size");
    assertMisuse(run, "--text-column is given 3 times");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify | --epochs 0        | --epochs must be at least 1, was 0",
        "embed    | --epochs -1       | --epochs must be at least 1, was -1",
        "mlm      | --rate 0          | --rate must be above 0, was 0.0",
        "tag      | --rate -1e-3      | --rate must be above 0, was -0.001",
        "lm       | --rate 0          | rate must be above 0, was 0.0",
        "classify | --max-tokens 0    | --max-tokens must be at least 1, was 0",
        "tag      | --max-tokens 0    | --max-tokens must be at least 1, was 0",
        "classify | --few-shot 0      | --few-shot must be at least 1, was 0",
        "classify | --dev-share -0.1  | --dev-share must be from 0 to below 1, was -0.1",
        "tag      | --dev-share 1     | --dev-share must be from 0 to below 1, was 1.0"
      })
  void aValueThatStandsForNoneIsNotTakenForAChoice(String task, String options, String message)
      throws IOException {
    assertMisuse(train(task, options), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify | --layers 2                                    | --layers is for an encoder from nothing",
        "regress  | --width 64 --label-column size                | --width is for an encoder from nothing",
        "tag      | --heads 2                                     | --heads is for an encoder from nothing",
        "mlm      | --tokenizer BASE                              | --tokenizer is for an encoder from nothing",
        "lm       | --base BASE --layers 2                        | --layers is for a model from nothing",
        "lm       | --base BASE --shape llama                     | --shape is for a model from nothing",
        "lm       | --rank 4                                      | --rank is of changes of low rank",
        "classify | --rank 4                                      | --rank is of changes of low rank",
        "classify | --method contrastive --alpha 4                | --alpha is of changes of low rank",
        "tag      | --lora-modules query                          | --lora-modules is of changes of low rank",
        "classify | --method probe --rate 3                       | --rate has no effect with --method probe",
        "classify | --method probe --smoothing 0.5                | --smoothing has no effect with --method probe",
        "classify | --method probe --augment drop=0.1             | --augment has no effect with --method probe",
        "tag      | --method probe --batch 2                      | --batch has no effect with --method probe",
        "tag      | --method probe --recompute                    | --recompute has no effect with --method probe",
        "classify | --method contrastive --smoothing 0.5          | --smoothing has no effect with --method contrastive",
        "classify | --patience 4                                  | --patience counts epochs that are no better",
        "classify | --patience 4 --few-shot 2                     | --patience counts epochs that are no better",
        "embed    | --patience 4                                  | --patience counts epochs that are no better",
        "mlm      | --patience 4                                  | --patience counts epochs that are no better",
        "tag      | --patience 4                                  | --patience counts epochs that are no better",
        "classify | --few-shot 2 --dev-share 0.5                  | --dev-share has nothing to put aside",
        "regress  | --few-shot 2                                  | '--few-shot'",
        "mlm      | --few-shot 2                                  | '--few-shot'"
      })
  void anOptionThatNothingReadsIsMisuse(String task, String options, String message)
      throws IOException {
    assertMisuse(train(task, options), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify | 10 examples a label        | Twice for two texts    | --few-shot",
        "regress  | where that has 10 examples | Twice for two texts    | --data",
        "mlm      | where that has 10 texts    | Twice for two texts    | --data",
        "embed    | 20 examples on average     | texts that have labels | --few-shot"
      })
  void theHelpSaysWhatIsTrueOfTheTask(String task, String least, String texts, String option) {
    String help = HeedRun.of("train", task, "--help").out().replaceAll("\\s+", " ");
    assertThat(help).contains(least, texts, option);
    assertThat(help.contains("--few-shot")).isEqualTo(option.equals("--few-shot"));
  }

  @Test
  void moreTokensThanTheModelTakesAreRefusedByName() throws IOException {
    HeedRun run = train("classify", "--max-tokens 17");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("takes texts of at most 16 tokens; 17 were asked for");
    assertThat(folder.resolve("out-training")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"classify,--method full,only", "regress,--label-column label,number"})
  void whatCannotBeLearnedLeavesNoFolder(String task, String options, String message)
      throws IOException {
    String same = file("same.csv", "text,label\nsame,same\nsame,same\n");
    HeedRun run = train(task, options + " --data " + same);
    assertThat(run.exit()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains(message);
    assertThat(folder.resolve("out-training")).doesNotExist();
  }
}
