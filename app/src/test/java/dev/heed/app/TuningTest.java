package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code heed backends --tune}. */
class TuningTest {
  @TempDir Path folder;

  @Test
  void theTextSaysWhatWonAndWhatThatGains() throws IOException {
    HeedRun run = tunable("--tune", "--backend", "cpu-tunable");
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .containsPattern("products +wide +6.00 GFLOP/s +1.50 times +4 +2")
        .containsPattern("copies +plain +5.00 GB/s +is the default +3 +0")
        .contains("kept in /some/file", "not kept: the next run uses the defaults again");
  }

  @Test
  void theJsonSaysItToo() throws IOException {
    JsonNode tuning =
        device(tunable("--tune", "--json", "--backend", "cpu-tunable"), 0).get("tuning");
    JsonNode products = tuning.get(0);
    assertThat(products.get("what").stringValue()).isEqualTo("products");
    assertThat(products.get("unit").stringValue()).isEqualTo("multiplyAdds");
    assertThat(products.get("chosen").stringValue()).isEqualTo("wide");
    assertThat(products.get("perSecond").doubleValue()).isEqualTo(3e9);
    assertThat(products.get("default").stringValue()).isEqualTo("narrow");
    assertThat(products.get("defaultPerSecond").doubleValue()).isEqualTo(2e9);
    assertThat(products.get("tried").intValue()).isEqualTo(4);
    assertThat(products.get("refused").intValue()).isEqualTo(2);
    assertThat(products.get("keptIn").stringValue()).isEqualTo("/some/file");
    assertThat(tuning.get(1).has("keptIn")).isFalse();
  }

  @Test
  void nothingIsTunedUnlessItIsAskedFor() throws IOException {
    HeedRun run = tunable("--json", "--backend", "cpu-tunable");
    assertThat(device(run, 0).has("tuning")).isFalse();
  }

  @Test
  void theDeviceThatWouldBeTakenIsTunedAlone() throws IOException {
    HeedRun run = tunable("--tune", "--json", "--backend", "cpu-tunable:sound");
    assertThat(device(run, 0).has("tuning")).isTrue();
    assertThat(device(run, 1).has("tuning")).isFalse();
  }

  @Test
  void aDeviceThatFailsAtItIsReported() throws IOException {
    HeedRun run = tunable("--tune", "--backend", "cpu-tunable:1");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("failed: ", "cpu-tunable:1: it is gone");
  }

  @Test
  void aBackendWithNothingToTuneSaysSo() {
    assertThat(HeedRun.of("backends", "--quick", "--tune", "--backend", "cpu-simd").out())
        .contains("nothing to tune");
    HeedRun json = HeedRun.of("backends", "--quick", "--tune", "--json", "--backend", "cpu-simd");
    assertThat(device(json, 0).get("tuning")).isEmpty();
  }

  private static JsonNode device(HeedRun run, int index) {
    List<JsonNode> backends = run.json().get("backends").valueStream().toList();
    assertThat(backends).hasSize(1);
    return backends.getFirst().get("devices").get(index);
  }

  private HeedRun tunable(String... arguments) throws IOException {
    String[] all = new String[arguments.length + 2];
    all[0] = "backends";
    all[1] = "--quick";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return InstalledProvider.run(folder, TunableReference.class, all);
  }
}
