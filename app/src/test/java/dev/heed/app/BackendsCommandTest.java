package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BackendsCommandTest {
  @Test
  void everyBackendOnTheClassPathIsSound() {
    HeedRun run = HeedRun.of("backends", "--quick", "--json");
    assertThat(run.exit()).isZero();
    assertThat(run.json().get("backends"))
        .isNotEmpty()
        .filteredOn(backend -> backend.get("available").booleanValue())
        .allSatisfy(backend -> assertThat(backend.get("good").booleanValue()).isTrue());
  }

  @Test
  void oneBackendIsTheOneThatIsUsed() {
    assertThat(HeedRun.of("backends", "--quick", "--json").json().get("backends"))
        .filteredOn(backend -> backend.get("chosen").booleanValue())
        .hasSize(1);
  }

  @Test
  void aBackendThatIsAskedForIsTheOnlyOne() {
    HeedRun run = HeedRun.of("backends", "--quick", "--json", "--backend", "cpu-reference");
    List<JsonNode> backends = run.json().get("backends").valueStream().toList();
    assertThat(backends).singleElement().matches(b -> b.get("chosen").booleanValue());
    assertThat(backends.getFirst().get("name").stringValue()).isEqualTo("cpu-reference");
  }

  @Test
  void theTextNamesBackendsAndDevices() {
    HeedRun run = HeedRun.of("backends", "--quick", "--backend", "cpu-reference");
    assertThat(run.out()).contains("cpu-reference:0", "as asked for", "exact arithmetic");
  }

  @Test
  void anUnknownBackendIsRefusedWithTheOnesThereAre() {
    HeedRun run = HeedRun.of("backends", "--quick", "--backend", "gpu-abacus");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("'gpu-abacus'", "'cpu-reference'");
  }

  @Test
  void aLastResortIsRefusedInStrictMode() {
    HeedRun run = HeedRun.of("backends", "--quick", "--strict", "--backend", "cpu-reference");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("strict");
  }

  @Test
  void anImpossibleNumberOfThreadsIsRefused() {
    HeedRun run = HeedRun.of("backends", "--quick", "--threads", "-3");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--threads", "-3");
  }

  @Test
  void anUnknownArithmeticIsRefused() {
    HeedRun run = HeedRun.of("backends", "--quick", "--compute", "sloppy");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("exact or fast", "sloppy");
  }

  @Test
  void aTerminalGetsColoursAndAPipeDoesNot() {
    assertThat(HeedRun.atTerminal("backends", "--quick").out()).contains("\u001b[");
    assertThat(HeedRun.of("backends", "--quick").out()).doesNotContain("\u001b[");
  }
}
