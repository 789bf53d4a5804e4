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
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code --adapter} goes: beside the model, over its base, and in the place of neither. */
class TrainAdapterCommandTest {
  @TempDir Path folder;
  private Path base = Path.of("base");

  @BeforeEach
  void aSmallModel() throws IOException {
    base = TinyBert.encoder(folder.resolve("base"));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private HeedRun train(String task, String data, Path model, Path out, Path adapter) {
    List<String> arguments = new ArrayList<>(List.of("train", task, "--data", data));
    arguments.addAll(List.of("--base", model.toString(), "--method", "lora", "--rank", "2"));
    arguments.addAll(List.of("--out", out.toString(), "--adapter", adapter.toString()));
    if (task.equals("lm")) {
      arguments.addAll(List.of("--steps", "2", "--block", "8", "--batch", "2"));
    } else {
      arguments.addAll(List.of("--epochs", "1"));
    }
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  private String data(String task) throws IOException {
    return switch (task) {
      case "tag" -> file("data.conll", "the O\ncat B-PET\nsat O\n\nthe O\ndog B-PET\nsat O\n\n");
      case "mlm" -> file("data.txt", "the cat sat\nthe dog sat\n");
      default ->
          file(
              "data.csv",
              "text,label\nthe cat,cat\ncat sat,cat\nthe cat sat,cat\nthe dog,dog\ndog sat,dog\nthe dog sat,dog\n");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "tag", "embed", "mlm"})
  void noModelIsLost(String task) throws IOException {
    String data = data(task);
    byte[] before = Files.readAllBytes(base.resolve("model.safetensors"));
    Path out = folder.resolve("out");
    Path same = folder.resolve("base/../out");

    HeedRun one = train(task, data, base, out, same);
    assertThat(one.exit()).isEqualTo(2);
    assertThat(one.err()).contains("--adapter and --out go to the same folder");
    HeedRun within = train(task, data, base, folder.resolve("a/whole"), folder.resolve("a"));
    assertThat(within.exit()).isEqualTo(2);
    assertThat(within.err()).contains("one into the other");
    HeedRun over = train(task, data, base, out, base);
    assertThat(over.exit()).isEqualTo(2);
    assertThat(over.err()).contains("--adapter would take the place of the model in " + base);
    HeedRun under = train(task, data, base, base, folder.resolve("adapter"));
    assertThat(under.exit()).isEqualTo(2);
    assertThat(under.err()).contains("--out would take the place of the model that it begins with");
    HeedRun beside = train(task, data, base, out, folder.resolve("out-training"));
    assertThat(beside.exit()).isEqualTo(2);
    assertThat(beside.err()).contains("--adapter and --out go to the same folder");
    assertThat(base.resolve("model.safetensors")).hasBinaryContent(before);
    assertThat(out).doesNotExist();
  }

  @Test
  void anAdapterIsNotLearnedOverAnother() throws IOException {
    String data = data("classify");
    Path adapter = folder.resolve("adapter");
    HeedRun first = train("classify", data, base, folder.resolve("out"), adapter);
    assertThat(first.exit()).as(first.err()).isZero();
    HeedRun second =
        train("classify", data, adapter, folder.resolve("more"), folder.resolve("second"));
    assertThat(second.exit()).isEqualTo(2);
    assertThat(second.err()).contains("is itself an adapter", "leave it out");
  }

  @Test
  void theModelBelowAnAdapterIsNotReplaced() throws IOException {
    String data = data("classify");
    Path adapter = folder.resolve("adapter");
    train("classify", data, base, folder.resolve("out"), adapter);
    HeedRun again = train("classify", data, base, folder.resolve("out2"), adapter);
    assertThat(again.exit()).as("an adapter may replace an adapter: " + again.err()).isZero();
    HeedRun run =
        HeedRun.of(
            "train",
            "classify",
            "--data",
            data,
            "--base",
            adapter.toString(),
            "--out",
            base.toString(),
            "--method",
            "probe");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--out would take the place of the model that the adapter");
  }

  /** What was cut while it learned is cut when the adapter is used. */
  @Test
  void theLimitOfTokensIsTheAdaptersOwn() throws IOException {
    String data = data("tag");
    Path out = folder.resolve("out");
    Path adapter = folder.resolve("adapter");
    List<String> arguments = new ArrayList<>(List.of("train", "tag", "--data", data, "--base"));
    arguments.addAll(List.of(base.toString(), "--method", "lora", "--epochs", "1"));
    arguments.addAll(List.of("--max-tokens", "4", "--out", out.toString()));
    arguments.addAll(List.of("--adapter", adapter.toString()));
    HeedRun trained = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(trained.exit()).as(trained.err()).isZero();
    for (Path model : List.of(out, adapter)) {
      HeedRun evaluated = HeedRun.of("evaluate", model.toString(), "--data", data);
      assertThat(evaluated.err()).contains("2 words of " + data + " not seen");
    }
  }

  @Test
  void anAdapterOfALanguageModelIsEvaluatedLikeTheWhole() throws IOException {
    Path llama = TinyLlama.model().write(folder.resolve("llama"));
    String text = file("text.txt", "one two three four five. ".repeat(20));
    Path out = folder.resolve("out");
    Path adapter = folder.resolve("adapter");
    HeedRun trained = train("lm", text, llama, out, adapter);
    assertThat(trained.exit()).as(trained.err()).isZero();
    HeedRun whole = HeedRun.of("evaluate", out.toString(), "--data", text, "--json");
    HeedRun alone = HeedRun.of("evaluate", adapter.toString(), "--data", text, "--json");
    assertThat(alone.exit()).as(alone.err()).isZero();
    assertThat(alone.json().get("loss").doubleValue())
        .isEqualTo(whole.json().get("loss").doubleValue());
  }
}
