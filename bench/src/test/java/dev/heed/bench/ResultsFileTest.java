package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.bench.chart.Chart;
import dev.heed.bench.limit.MachineLimits;
import dev.heed.bench.peer.OpenBlas;
import dev.heed.bench.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultsFileTest {
  @TempDir private Path folder;

  private ResultsFile results() {
    return new ResultsFile(
        TableOptions.parse("gemm", List.of(folder.toString(), "zen4")), "by hand");
  }

  private static Map<String, @Nullable Object> row(String work, String engine, double micros) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("work", work);
    row.put("threads", 1);
    row.put("engine", engine);
    row.put("medianMicros", micros);
    return row;
  }

  private String content(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.filter(one -> one.toString().endsWith(suffix)).findFirst().orElseThrow();
      assertThat(file.getFileName().toString()).startsWith("gemm-").contains("-zen4");
      return Files.readString(file);
    }
  }

  @Test
  void figuresHaveFourDigitsAndCellsWithCommasAreQuoted() throws IOException {
    ResultsFile results = results();
    results.add(row("a, b", "heed", 1234.56));
    results.add(row("c", "heed", 0.00123456));
    results.write(List.of());
    assertThat(content(".csv").lines())
        .satisfiesExactly(
            header -> assertThat(header).startsWith("work,threads,engine,medianMicros,"),
            one -> assertThat(one).startsWith("\"a, b\",1,heed,1235.0,"),
            other -> assertThat(other).startsWith("c,1,heed,0.001235,"));
  }

  @Test
  void everyRowOfTheCsvSaysWhereItComesFrom() throws IOException {
    ResultsFile results = results();
    results.add(row("c", "heed", 1));
    results.write(List.of());
    List<String> lines = content(".csv").lines().toList();
    assertThat(lines.getFirst()).endsWith(",machine,cpu,processors,jdk,commit,date,command");
    assertThat(lines.getLast())
        .contains(",zen4,", System.getProperty("java.vm.version"))
        .endsWith("," + LocalDate.now(ZoneOffset.UTC) + ",bench/run gemm");
  }

  @Test
  void aPeerThatIsNotHereIsNamedWithoutFigures() throws IOException {
    ResultsFile results = results();
    results.add(row("c", "heed", 1));
    results.addLeftOut(new Peer.LeftOut<OpenBlas>("openblas", "left out: not found"));
    results.write(List.of());
    assertThat(content(".csv")).contains("\nall,,\"openblas, left out: not found\",,zen4,");
  }

  @Test
  void theFileSaysHowItWasMeasuredAndWhatTheMachineCouldDo() throws IOException {
    ResultsFile results = results();
    results.add(row("c", "heed", 1));
    results.addLimits(
        new MachineLimits(1, 120, List.of(new MachineLimits.Reads("memory", 512 << 20, 20))));
    results.write(List.of());
    JsonNode document = JsonMapper.builder().build().readTree(content(".json"));
    assertThat(document.path("command").asString()).isEqualTo("bench/run gemm");
    assertThat(document.path("method").asString()).isEqualTo("by hand");
    assertThat(document.path("machine").path("jdk").asString()).isNotEmpty();
    assertThat(document.path("limitsByThreads").path("1").path("fmaGflops").asDouble())
        .isEqualTo(120);
    assertThat(
            document.path("limitsByThreads").path("1").path("readMebibytesFromMemory").asDouble())
        .isEqualTo(512);
    assertThat(document.path("rows").size()).isEqualTo(1);
  }

  @Test
  void chartsLieBesideTheTable() throws IOException {
    Chart chart =
        new Chart() {
          @Override
          public String name() {
            return "ratios";
          }

          @Override
          public void write(Path file) throws IOException {
            Files.writeString(file, "a picture");
          }
        };
    results().write(List.of(chart));
    assertThat(content("-zen4-ratios.png")).isEqualTo("a picture");
  }
}
