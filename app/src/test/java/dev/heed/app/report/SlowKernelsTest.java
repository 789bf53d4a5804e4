package dev.heed.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Output;
import dev.heed.app.console.Style;
import dev.heed.app.doctor.Diagnosis;
import dev.heed.app.doctor.Examination;
import dev.heed.app.doctor.Pace;
import dev.heed.app.doctor.Speed;
import dev.heed.engine.Availability;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What the doctor says of kernels that are right and slow. */
class SlowKernelsTest {
  @Test
  void theReportNamesThem() {
    assertThat(report(0.18)).contains("fell off: attention (sound from 27 % on)");
    assertThat(report(0.27)).doesNotContain("fell off");
  }

  @Test
  void aBackendThatHasOneIsGoodAndNotFast() {
    assertThat(diagnosis(0.18)).matches(Diagnosis::isGood).matches(slow -> !slow.isFast());
    assertThat(diagnosis(0.27)).matches(Diagnosis::isFast);
  }

  private static String report(double share) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output("a report", bytes);
    new BackendsText(out, Style.PLAIN, "chosen").print(List.of(diagnosis(share)), List.of());
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Attention reaches that share of the ceiling. */
  private static Diagnosis diagnosis(double share) {
    DeviceInfo device = new DeviceInfo("cpu-some", 0, "a processor", Map.of());
    Pace products = new Pace("products", 70, 0.7, 0.55);
    Pace attention = new Pace("attention", 100 * share, share, 0.27);
    Speed speed = new Speed(140, 10, OptionalDouble.of(100), List.of(products, attention));
    Examination examination =
        new Examination(
            device,
            BackendOptions.DEFAULT.withThreads(2),
            Examination.Comparison.DONE,
            List.of(),
            null,
            speed,
            null);
    return new Diagnosis(
        "cpu-some", 0, true, new Availability.Available(List.of(device)), List.of(examination));
  }
}
