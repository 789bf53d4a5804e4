package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that computes, on the backend and in the way that it is told. */
class BackendFlagsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "search, cpu-reference", "similarity, cpu-reference", "rerank, cpu-reference",
    "search, cpu-simd", "similarity, cpu-simd", "rerank, cpu-simd"
  })
  void theAnswerNamesTheBackendThatWasAskedFor(String command, String backend) throws IOException {
    HeedRun run = run(command, "--json", "--backend", backend);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().get("backend").stringValue()).isEqualTo(backend + ":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu-reference", "cpu-simd"})
  void aTraceNamesTheBackendThatWasAskedFor(String backend) throws IOException {
    assertThat(run("trace", "--backend", backend).exit()).isZero();
    try (Checkpoint trace = SafetensorsFile.open(folder.resolve("out.safetensors"))) {
      assertThat(trace.metadata()).containsEntry("backend", backend + ":0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "similarity", "embed", "rerank", "classify", "trace"})
  void aLastResortComesWithAWarningAndIsRefusedInStrictMode(String command) throws IOException {
    assertThat(run(command, "--backend", "cpu-reference").err())
        .contains("warning", "cpu-reference");
    assertThat(run(command, "--backend", "cpu-reference", "--strict").exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "similarity", "embed", "rerank", "classify", "trace"})
  void everyCommandTakesThreadsAndArithmetic(String command) throws IOException {
    HeedRun run = run(command, "--threads", "2", "--compute", "fast");
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "similarity", "embed", "rerank", "classify", "trace"})
  void noCommandTakesAnImpossibleNumberOfThreads(String command) throws IOException {
    HeedRun run = run(command, "--threads", "5000");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--threads", "4096", "5000");
  }

  @Test
  void theResultIsTheSameToTheBitOnAnyNumberOfThreads() throws IOException {
    assertThat(run("embed", "--threads", "2").outBytes())
        .isEqualTo(run("embed", "--threads", "1").outBytes());
  }

  private HeedRun run(String command, String... options) throws IOException {
    String encoder = TinyBert.encoder(folder.resolve("encoder")).toString();
    String classifier = TinyBert.classifier(folder.resolve("head"), "\"0\": \"cat\"").toString();
    String out = folder.resolve("out.safetensors").toString();
    List<String> arguments =
        new ArrayList<>(
            switch (command) {
              case "search" -> List.of("search", "the cat", "-m", encoder, "-i", "-");
              case "similarity" -> List.of("similarity", "the cat", "the dog", "-m", encoder);
              case "embed" -> List.of("embed", "-m", encoder);
              case "rerank" -> List.of("rerank", classifier, "the cat", "-i", "-");
              case "classify" -> List.of("classify", classifier);
              case "trace" -> List.of("trace", encoder, "--text", "the cat", "-o", out);
              default -> throw new IllegalArgumentException(command);
            });
    arguments.addAll(List.of(options));
    return HeedRun.withInput("the dog\nthe cat\n", arguments.toArray(String[]::new));
  }
}
