package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PerplexityCommandTest {
  @TempDir Path folder;

  @Test
  void withJsonItIsOneObject() throws IOException {
    JsonNode measured = json(tiny(), text("Hello, world"));
    assertThat(measured.propertyNames())
        .containsExactly("meanNll", "perplexity", "tokens", "ids", "window", "begin", "seconds");
    double nll = measured.get("meanNll").doubleValue();
    assertThat(nll).isPositive();
    assertThat(measured.get("perplexity").doubleValue()).isCloseTo(Math.exp(nll), within(1e-9));
    assertThat(measured.get("ids").intValue()).isEqualTo(12);
    assertThat(measured.get("begin").isNull()).isTrue();
  }

  @Test
  void theFirstIdOfEachWindowIsGiven() throws IOException {
    JsonNode measured = json(tiny(), text("x".repeat(20)), "--context", "8");
    assertThat(measured.get("tokens").intValue()).isEqualTo(20 - 3);
    assertThat(measured.get("window").intValue()).isEqualTo(8);
  }

  @Test
  void whereATokenBeginsTextsItBeginsEachWindow() throws IOException {
    String begins = TinyLlama.model().beginning().write(folder.resolve("begins")).toString();
    JsonNode measured = json(begins, text("x".repeat(20)), "--context", "8");
    assertThat(measured.get("begin").intValue()).isEqualTo(TinyLlama.BEGIN);
    assertThat(measured.get("tokens").intValue()).isEqualTo(20);
  }

  @Test
  void noMoreIdsAreTakenThanAskedFor() throws IOException {
    String file = text("The cat sat on the mat.");
    JsonNode measured = json(tiny(), file, "--max-tokens", "7");
    assertThat(measured.get("ids").intValue()).isEqualTo(7);
    assertThat(measured.get("meanNll")).isEqualTo(json(tiny(), text("The cat")).get("meanNll"));
  }

  @Test
  void aSpecialTokenInTheTextIsText() throws IOException {
    assertThat(json(tiny(), text("</s>")).get("ids").intValue()).isEqualTo(4);
  }

  @Test
  void aPersonReadsOneLine() throws IOException {
    HeedRun run = HeedRun.of("perplexity", tiny(), text("Hello, world"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .matches("mean NLL [0-9.]+ nats, perplexity [0-9.]+, over 11 of 12 tokens\n");
  }

  @Test
  void theStandardInputIsATextToo() throws IOException {
    HeedRun run = HeedRun.withInput("Hi\r\n", "perplexity", tiny(), "-", "--json");
    assertThat(run.json().get("ids").intValue()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-tokens=0  | 2 | --max-tokens must be at least 1",
        "--context=1     | 2 | --context must be at least 2",
        "--context=129   | 1 | a context of 129 tokens; it was made for 128",
        "--max-tokens=1  | 1 | 1 token, which leaves none to foretell"
      })
  void whatMakesNoSenseIsRefused(String option, int exit, String message) throws IOException {
    HeedRun run = HeedRun.of("perplexity", tiny(), text("Hello"), option);
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(run.lastErrLine()).contains(message);
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsPlace() throws IOException {
    Path file = Files.write(folder.resolve("latin1"), new byte[] {'o', 'k', (byte) 0xFF});
    HeedRun run = HeedRun.of("perplexity", tiny(), file.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("not UTF-8: byte 0xff at offset 2");
  }

  @Test
  void anEncoderForetellsNothing() throws IOException {
    String bert = TinyBert.encoder(folder.resolve("bert")).toString();
    HeedRun run = HeedRun.of("perplexity", bert, text("Hello"));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains("'bert', an encoder", "heed embed");
  }

  /** 1,023 losses of an independent program, by exact arithmetic. */
  @Test
  void smolLmForetellsShakespeareAsItsGoldenFileSays() throws IOException {
    String model = SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf").toString();
    String shakespeare =
        Files.readString(SharedData.path("data/tinyshakespeare/input.txt")).substring(0, 4000);
    JsonNode golden =
        new JsonMapper()
            .readTree(SharedData.path("data/models/smollm2-golden.json"))
            .get("perplexity");
    double expected = golden.get("exact").get("mean_nll").doubleValue();
    JsonNode exact = json(model, text(shakespeare), "--max-tokens", "1024", "--compute", "exact");
    assertThat(exact.get("tokens").intValue()).isEqualTo(1023);
    assertThat(exact.get("meanNll").doubleValue()).isCloseTo(expected, within(1e-4));
  }

  private static JsonNode json(String model, String file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("perplexity", model, file, "--json"));
    arguments.addAll(List.of(options));
    HeedRun run = HeedRun.of(arguments.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run.json();
  }

  private String text(String content) throws IOException {
    return Files.writeString(folder.resolve("text" + content.hashCode()), content).toString();
  }

  private String tiny() throws IOException {
    return TinyLlama.model().write(folder.resolve("tiny")).toString();
  }
}
