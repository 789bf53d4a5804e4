package dev.heed.bench.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmolLm2Test {
  @TempDir private Path folder;

  @Test
  void whatIsMissingIsSaidWithWhereToGetIt() throws IOException {
    assertThat(SmolLm2.missing("", List.of("Q4_1")))
        .hasValueSatisfying(
            why -> assertThat(why).contains("HEED_BENCH_SMOLLM2", "is not set", "quantize.py"));
    Files.createFile(folder.resolve("smollm2-135m-instruct-q4_1.gguf"));
    assertThat(SmolLm2.missing(folder.toString(), List.of("Q4_1"))).isEmpty();
    assertThat(SmolLm2.missing(folder.toString(), List.of("Q4_1", "Q8_0")))
        .hasValueSatisfying(why ->
            assertThat(why)
                .contains(folder + " holds no readable smollm2-135m-instruct-q8_0.gguf"));
  }

  @Test
  void everyFileIsReadAndContinued() {
    assertThat(Work.all().stream().map(Work::name))
        .contains("prefill 512, Q4_0", "decode 128, Q8_0")
        .hasSize(6);
  }
}
