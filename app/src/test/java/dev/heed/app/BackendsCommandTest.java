package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.app.doctor.Diagnosis;
import dev.heed.app.doctor.Examination;
import dev.heed.app.doctor.Pace;
import dev.heed.app.doctor.Speed;
import dev.heed.engine.Availability;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.HeedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BackendsCommandTest {
  /** The one backend that every machine has which runs these tests. */
  @Test
  void theSimdBackendIsSoundInEveryKernelFamily() {
    HeedRun run = HeedRun.of("backends", "--quick", "--json", "--backend", "cpu-simd");
    assertThat(run.exit()).isZero();
    JsonNode backend = run.json().get("backends").get(0);
    assertThat(backend.get("available").booleanValue()).isTrue();
    assertThat(backend.get("good").booleanValue()).isTrue();
    JsonNode device = backend.get("devices").get(0);
    assertThat(device.get("compared").booleanValue()).isTrue();
    assertThat(device.get("kernels"))
        .hasSize(40)
        .allSatisfy(kernel -> assertThat(kernel.get("good").booleanValue()).isTrue());
  }

  @Test
  void theSpeedIsMeasuredUnlessItShallBeQuick() {
    HeedRun run = HeedRun.of("backends", "--json", "--backend", "cpu-simd");
    JsonNode device = run.json().get("backends").get(0).get("devices").get(0);
    assertThat(device.get("gigaflopsPerSecond").doubleValue()).isBetween(0.1, 1e5);
    assertThat(device.get("gigabytesPerSecond").doubleValue()).isBetween(0.1, 1e5);
    assertThat(device.has("fellOff")).isTrue();
    JsonNode thread = device.get("oneThread");
    assertThat(thread.get("ceilingGigaflopsPerSecond").doubleValue()).isBetween(0.1, 1e6);
    assertThat(thread.get("kernels"))
        .hasSize(3)
        .allSatisfy(kernel ->
            assertThat(kernel.get("gigaflopsPerSecond").doubleValue()).isBetween(0.01, 1e5));
  }

  @Test
  void theReferenceIsComparedWithNothing() {
    HeedRun run = HeedRun.of("backends", "--quick", "--backend", "cpu-reference");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("what the others are compared with");
  }

  @Test
  void aBackendThatIsWrongIsFound(@TempDir Path folder) throws IOException {
    HeedRun run = withSleepySoftmax(folder, "backends", "--quick", "--backend", SleepySoftmax.NAME);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("✗ cpu-sleepy")
        .containsPattern("✗ +softmax ")
        .containsPattern("✓ +attention ");
    assertThat(run.err()).contains("not sound on this machine: cpu-sleepy");
  }

  /** With --strict; only a warning otherwise, as a machine that is busy looks the same. */
  @Test
  void aBackendWhoseKernelsFellOffIsRefused() {
    Speed slow =
        new Speed(1, 1, OptionalDouble.of(100), List.of(new Pace("attention", 10, 0.1, 0.3)));
    DeviceInfo device = new DeviceInfo("cpu-some", 0, "a processor", Map.of());
    Examination examination =
        new Examination(
            device,
            BackendOptions.DEFAULT,
            Examination.Comparison.DONE,
            List.of(),
            null,
            slow,
            null);
    Diagnosis diagnosis =
        new Diagnosis(
            "cpu-some", 0, true, new Availability.Available(List.of(device)), List.of(examination));
    assertThatThrownBy(() -> BackendsCommand.refuseSlow(List.of(diagnosis)))
        .isInstanceOf(HeedException.class)
        .hasMessageContaining("fell off on this machine: cpu-some");
  }

  private static HeedRun withSleepySoftmax(Path folder, String... arguments) throws IOException {
    return InstalledProvider.run(folder, SleepySoftmax.class, arguments);
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
  void aDeviceThatIsAskedForByAPartOfItsNameNamesItsBackend(@TempDir Path folder)
      throws IOException {
    HeedRun run = withSleepySoftmax(folder, "backends", "--quick", "--backend", "cpu-sleepy:WRONG");
    assertThat(run.out()).contains("cpu-sleepy:0  wrong on purpose", "as asked for");
  }

  @Test
  void aDeviceThatIsNotThereIsRefusedWithTheOnesThereAre(@TempDir Path folder) throws IOException {
    HeedRun run = withSleepySoftmax(folder, "backends", "--quick", "--backend", "cpu-sleepy:h100");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("'cpu-sleepy:h100'", "cpu-sleepy:0 (wrong on purpose)");
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
  void moreThreadsThanProcessorsAreWarnedOf() {
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(quickOn(processors + 1)).contains("more threads than processors");
    assertThat(quickOn(processors)).doesNotContain("more threads than processors");
  }

  private static String quickOn(int threads) {
    String count = String.valueOf(threads);
    return HeedRun.of("backends", "--quick", "--backend", "cpu-simd", "--threads", count).out();
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
