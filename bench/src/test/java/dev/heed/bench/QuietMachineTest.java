package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietMachineTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Duration waited = Duration.ZERO;

  /** Has this load, and from some time on the other. */
  private QuietMachine machine(double load, int seconds, double then) {
    return new QuietMachine(
        () -> waited.toSeconds() < seconds ? load : then,
        time -> waited = waited.plus(time),
        new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aQuietMachineIsNotWaitedFor() {
    machine(0.5, 0, 0.5).await();
    assertThat(waited).isZero();
    assertThat(said()).isEmpty();
  }

  @Test
  void theLoadOfABuildIsWaitedFor() {
    machine(1.25, 40, 0.3).await();
    assertThat(waited).isEqualTo(Duration.ofSeconds(40));
    assertThat(said()).contains("is 1.3; waiting").doesNotContain("will suffer");
  }

  @Test
  void aMachineThatStaysBusyIsMeasuredWithAWarning() {
    machine(4, 10_000, 0).await();
    assertThat(waited).isEqualTo(Duration.ofMinutes(3));
    assertThat(said()).endsWith("is 4.0: something else is running, and figures will suffer.\n");
  }

  @Test
  void aQuickTableIsWarnedOfAtOnce() {
    machine(4, 10_000, 0).warn();
    assertThat(waited).isZero();
    assertThat(said()).contains("figures will suffer");
  }
}
