package dev.heed.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.report.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeedTest {
  static List<String> commands() {
    return List.of(
        "search",
        "rerank",
        "similarity",
        "embed",
        "classify",
        "train",
        "evaluate",
        "predict",
        "generate",
        "chat",
        "perplexity",
        "tokenize",
        "trace",
        "inspect",
        "pull",
        "backends",
        "completion");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpListsEveryCommand(String command) {
    assertThat(HeedRun.of("--help").out()).containsPattern("(?m)^  " + command + " +\\S");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    HeedRun run = HeedRun.of(command, "--help");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: heed " + command).contains("--json", "--debug");
  }

  /** One that is wrapped cannot be copied. */
  @ParameterizedTest
  @MethodSource("commands")
  void everyExampleStandsInALineOfItsOwn(String command) {
    List<String> lines = HeedRun.of(command, "--help").out().lines().toList();
    List<String> examples = lines.subList(lines.indexOf("Examples") + 1, lines.size());
    assertThat(examples).allMatch(line -> line.startsWith("  "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "search     | QUERY --in FILE… [OPTIONS]",
        "rerank     | MODEL QUERY --in FILE… [OPTIONS]",
        "trace      | MODEL --out FILE [OPTIONS]",
        "embed      | [FILE…] [OPTIONS]",
        "pull       | ORG/MODEL [OPTIONS]",
        "generate   | MODEL [PROMPT] [OPTIONS]",
        "perplexity | MODEL FILE [OPTIONS]",
        "similarity | A B [OPTIONS]",
        "tokenize   | [FILE] [OPTIONS]"
      })
  void theSynopsisShowsWhatACommandCannotDoWithout(String command, String rest) {
    assertThat(HeedRun.of(command, "--help").out()).contains("Usage: heed " + command + " " + rest);
  }

  @Test
  void aQueryThatTheFilesSwallowedIsExplained() {
    HeedRun run = HeedRun.of("search", "--in", "faq.txt", "my money");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("QUERY", "--in takes every name behind it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"tokenize", "inspect all-minilm-l6-v2", "completion bash"})
  void aCommandThatComputesNothingTakesTheOptionsToo(String command) {
    List<String> arguments =
        new ArrayList<>(List.of("--backend", "cpu-reference", "--threads", "1"));
    arguments.addAll(List.of("--compute", "exact", "--json"));
    arguments.addAll(0, List.of(command.split(" ")));
    HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void theHelpDocumentsEveryExitCode(ExitCode code) {
    assertThat(HeedRun.of("--help").out()).contains(code.code() + "  ").contains(code.meaning());
  }

  @Test
  void theVersionNamesHeedAndJava() {
    HeedRun run = HeedRun.of("--version");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("heed ").contains("Java " + Runtime.version().feature());
  }

  @Test
  void withoutACommandTheUsageIsWrong() {
    HeedRun run = HeedRun.of();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("heed: error: no command was given; see 'heed --help'\n");
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheLikelyOne() {
    HeedRun run = HeedRun.of("backend");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("'backend'", "did you mean backends?");
  }

  @Test
  void anUnknownOptionIsOneLineOnTheStandardError() {
    HeedRun run = HeedRun.of("backends", "--colour-me");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).contains("'--colour-me'", "'heed backends --help'");
  }

  @Test
  void withJsonAnErrorIsAnObject() {
    HeedRun run = HeedRun.of("backends", "--json", "--threads", "many");
    assertThat(run.errJson().get("exit").intValue()).isEqualTo(2);
    assertThat(run.errJson().get("error").stringValue()).contains("many");
  }

  @Test
  void aStackTraceIsShownOnlyToThoseWhoAsk() {
    assertThat(HeedRun.of("backends", "--nonsense").err()).doesNotContain("\tat ");
    assertThat(HeedRun.of("backends", "--nonsense", "--debug").err()).contains("\tat ");
  }

  @Test
  void heedDebugAsksForStackTracesToo() {
    HeedRun run = HeedRun.withVariables(Map.of("HEED_DEBUG", "1"), "backends", "--nonsense");
    assertThat(run.err()).contains("\tat ");
  }

  /** Exit code 141 is 128 + SIGPIPE, as of any program that a shell's pipe ends. */
  @ParameterizedTest
  @ValueSource(strings = {"tokenize", "inspect all-minilm-l6-v2", "completion bash", "--help"})
  void aReaderThatGoesAwayEndsTheRunWithoutAWord(String command) {
    HeedRun run = HeedRun.intoAClosedPipe("hello\n".repeat(3), command.split(" "));
    assertThat(run.exit()).isEqualTo(141);
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "false", "no", " "})
  void heedDebugMayBeSwitchedOff(String value) {
    HeedRun run = HeedRun.withVariables(Map.of("HEED_DEBUG", value), "backends", "--nonsense");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void numbersLookAlikeInEveryLanguage(@TempDir Path folder) throws IOException {
    String tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
    HeedRun before = HeedRun.of("inspect", tiny, "--tensors");
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    HeedRun inspected = HeedRun.of("inspect", tiny, "--tensors");
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    HeedRun embedded = HeedRun.withInput("the cat\n", "embed", "-m", tiny, "--format", "npy");
    assertThat(inspected.out()).isEqualTo(before.out()).contains("1 of width 12");
    assertThat(new String(embedded.outBytes(), ISO_8859_1)).contains("'shape': (1, 12)");
  }
}
