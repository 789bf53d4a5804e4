package dev.heed.models.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The names are those of Python's gguf ({@code src/test/resources/checkpoint/make-gguf-names.py}).
 */
class GgufNamesTest {
  static Stream<String> names() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            GgufNamesTest.class.getResourceAsStream("/checkpoint/gguf/names.txt"))) {
      return new String(in.readAllBytes(), UTF_8).lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aTensorHasHuggingFacesName(String line) {
    String[] fields = line.split(" ");
    GgufArchitecture architecture = GgufArchitecture.named(fields[0]).orElseThrow();
    assertThat(GgufNames.of(architecture, fields[1] + ".weight")).hasValue(fields[2] + ".weight");
    assertThat(GgufNames.of(architecture, fields[1] + ".bias")).hasValue(fields[2] + ".bias");
  }

  @Test
  void everyArchitectureIsInTheTable() throws IOException {
    assertThat(names().map(line -> line.split(" ")[0]).distinct())
        .containsExactlyInAnyOrder(
            Stream.of(GgufArchitecture.values()).map(GgufArchitecture::key).toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA, rope_freqs.weight",
    "PHI3, rope_factors_long.weight",
    "PHI3, rope_factors_short.weight"
  })
  void factorsOfTheRotationKeepTheirNames(GgufArchitecture architecture, String name) {
    assertThat(GgufNames.of(architecture, name)).hasValue(name);
  }

  @ParameterizedTest
  @EnumSource
  void whatAnArchitectureHasNotHasNoName(GgufArchitecture architecture) {
    for (String name :
        new String[] {
          "",
          "blk.0.",
          "blk.0.attn_sinks.weight",
          "blk.x.attn_norm.weight",
          "token_embd",
          "output.scale"
        }) {
      assertThat(GgufNames.of(architecture, name)).isEmpty();
    }
  }
}
