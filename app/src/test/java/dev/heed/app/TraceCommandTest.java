package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.FileDType;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.checkpoint.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TraceCommandTest {
  @TempDir Path folder;

  static Stream<Arguments> modelsAndBackends() {
    return Stream.of(
            "bert",
            "bert-classification",
            "bert-cross-encoder",
            "bert-mlm",
            "bert-tokens",
            "distilbert",
            "distilbert-classification",
            "roberta",
            "roberta-classification",
            "llama",
            "llama31-rope-scaling",
            "mistral-sliding",
            "qwen3",
            "gemma2",
            "gemma3-text",
            "phi3",
            "gpt2")
        .flatMap(model ->
            Stream.of("cpu-reference", "cpu-simd").map(backend -> arguments(model, backend)));
  }

  @ParameterizedTest
  @MethodSource("modelsAndBackends")
  void aTraceIsWhatTheReferenceImplementationComputes(String model, String backend) {
    try (GoldenModel golden = new GoldenModel(model)) {
      for (int sequence = 0; sequence < 3; sequence++) {
        Path out = folder.resolve(model + sequence + ".safetensors");
        List<String> arguments =
            new ArrayList<>(
                List.of("trace", golden.folder().toString(), "--out", out.toString(), "--ids"));
        arguments.add(GoldenModel.joined(golden.ids(sequence)));
        arguments.addAll(List.of("--backend", backend));
        if (golden.hasTypes(sequence)) {
          arguments.addAll(List.of("--type-ids", golden.types(sequence)));
        }
        HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isZero();
        compare(golden, sequence, out);
      }
      // The last sequence has been traced whole.
      assertThat(golden.names(2)).contains("hidden.0", "hidden.1", "attention.0");
    }
  }

  private static void compare(GoldenModel golden, int sequence, Path out) {
    try (Checkpoint trace = SafetensorsFile.open(out)) {
      assertThat(golden.names(sequence)).isNotEmpty();
      for (String name : golden.names(sequence)) {
        StoredTensor actual =
            trace.tensor(
                name.replace("hidden.", "hidden_states.").replace("attention.", "attentions."));
        assertThat(actual.dtype()).isEqualTo(FileDType.F32);
        assertThat(actual.shape()).as(name).isEqualTo(golden.shape(sequence, name));
        float[] expected = golden.values(sequence, name);
        float[] values = actual.toFloats();
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
          error = Math.max(error, Math.abs((double) values[i] - expected[i]));
        }
        assertThat(error).as(name).isLessThanOrEqualTo(golden.tolerance(sequence, name));
      }
    }
  }

  @Test
  void aTextIsTokenizedByTheModelsOwnTokenizer() throws IOException {
    Path byIds = folder.resolve("ids.safetensors");
    Path byText = folder.resolve("text.safetensors");
    String tiny = tiny();
    HeedRun.of("trace", tiny, "--ids", "2, 5 6,3", "-o", byIds.toString());
    HeedRun run = HeedRun.of("trace", tiny, "--text", "the cat", "-o", byText.toString());
    assertThat(run.exit()).isZero();
    assertThat(byText).hasSameBinaryContentAs(byIds);
  }

  @Test
  void aLanguageModelIsTracedTheSameWay() throws IOException {
    Path byIds = folder.resolve("ids.safetensors");
    Path byText = folder.resolve("text.safetensors");
    String llama = TinyLlama.model().beginning().write(folder.resolve("llama")).toString();
    HeedRun.of("trace", llama, "--ids", "256 72 105", "-o", byIds.toString());
    HeedRun run = HeedRun.of("trace", llama, "--text", "Hi", "-o", byText.toString(), "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(byText).hasSameBinaryContentAs(byIds);
    assertThat(run.json().get("tensors").propertyNames())
        .containsExactlyInAnyOrder(
            "hidden_states.0",
            "hidden_states.1",
            "hidden_states.2",
            "attentions.0",
            "attentions.1",
            "last_hidden_state",
            "logits");
    assertThat(run.json().get("tensors").get("logits").toString()).isEqualTo("[3,260]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ids=1 260             | 1 | 260",
        "--ids=1 2 --type-ids=0 0 | 2 | --type-ids: a language model",
        "--text=                 | 2 | --text is empty"
      })
  void whatMakesNoSenseForALanguageModelIsRefused(String options, int exit, String message)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("trace"));
    arguments.add(TinyLlama.model().write(folder.resolve("llama")).toString());
    arguments.addAll(List.of(options.split(" (?=--)")));
    arguments.addAll(List.of("--out", folder.resolve("t.safetensors").toString()));
    HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.lastErrLine()).contains(message);
    assertThat(folder.resolve("t.safetensors")).doesNotExist();
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.safetensors"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), real);
    HeedRun run = HeedRun.of("trace", tiny(), "--ids", "2 5 3", "--out", link.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(link).isSymbolicLink();
    try (Checkpoint trace = SafetensorsFile.open(real)) {
      assertThat(trace.names()).contains("last_hidden_state");
    }
  }

  @Test
  void aPipeIsWrittenToAndStaysAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path file = folder.resolve("file.safetensors");
    String tiny = tiny();
    HeedRun.of("trace", tiny, "--ids", "2 5 3", "--out", file.toString());
    CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> bytes(pipe));
    HeedRun run = HeedRun.of("trace", tiny, "--ids", "2 5 3", "--out", pipe.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(Files.readAllBytes(file));
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void theNamesAreThoseOfHuggingFace() throws IOException {
    Path out = folder.resolve("trace.safetensors");
    HeedRun.of("trace", tiny(), "--ids", "2 5 3", "--out", out.toString());
    try (Checkpoint trace = SafetensorsFile.open(out)) {
      assertThat(trace.names())
          .containsExactlyInAnyOrder(
              "hidden_states.0", "hidden_states.1", "attentions.0", "last_hidden_state");
    }
  }

  @Test
  void withJsonTheShapesAreReported() throws IOException {
    Path out = folder.resolve("trace.safetensors");
    HeedRun run = HeedRun.of("trace", tiny(), "--json", "--ids", "2 5 3", "--out", out.toString());
    assertThat(run.json().get("tokens").intValue()).isEqualTo(3);
    assertThat(run.json().get("tensors").get("attentions.0").toString()).isEqualTo("[3,3,3]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ids=2 99 3                 | 1 | 99",
        "--ids=2 -1 3                 | 1 | -1",
        "--ids=2 cat 3                | 2 | 'cat'",
        "--ids=                       | 2 | no token",
        "--ids=2 5 3 --type-ids=0 0   | 2 | 2 --type-ids for 3 --ids",
        "--ids=2 5 3 --type-ids=0 7 0 | 1 | 7",
        "--ids=2 5 3 --text=cat       | 2 | either --ids or --text",
        "--text=cat --type-ids=0 0    | 2 | --type-ids belongs to --ids"
      })
  void whatMakesNoSenseIsRefusedAndNothingIsWritten(String options, int exit, String message)
      throws IOException {
    Path results = Files.createDirectory(folder.resolve("results"));
    List<String> arguments = new ArrayList<>(List.of("trace", tiny()));
    arguments.addAll(List.of(options.split(" (?=--)")));
    arguments.addAll(List.of("--out", results.resolve("t.safetensors").toString()));
    HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).contains(message);
    assertThat(results).isEmptyDirectory();
  }

  @Test
  void moreTokensThanTheModelTakesAreRefused() throws IOException {
    HeedRun run =
        HeedRun.of("trace", tiny(), "--ids", "5 ".repeat(17), "-o", folder.resolve("t").toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("17 tokens", "16");
  }

  private static byte[] bytes(Path pipe) {
    try (InputStream in = Files.newInputStream(pipe)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tiny() throws IOException {
    return TinyBert.encoder(folder.resolve("tiny")).toString();
  }
}
