package dev.heed.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Output;
import dev.heed.app.console.Style;
import dev.heed.app.doctor.Diagnosis;
import dev.heed.app.doctor.Examination;
import dev.heed.app.io.JsonLines;
import dev.heed.engine.Availability;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the doctor says of a device that nobody gets who has not asked for it. */
class DeviceOnRequestTest {
  @Test
  void theTextSaysHowItIsAskedFor() {
    assertThat(text(true)).contains("taken only when it is asked for: --backend gpu-some:0");
    assertThat(text(false)).doesNotContain("asked for");
  }

  @Test
  void theJsonSaysIt() {
    assertThat(json(true)).contains("\"onRequest\":true");
    assertThat(json(false)).contains("\"onRequest\":false");
  }

  private static String text(boolean onRequest) {
    return written(out ->
        new BackendsText(out, Style.PLAIN, "chosen")
            .print(List.of(diagnosis(onRequest)), List.of()));
  }

  private static String json(boolean onRequest) {
    return written(out ->
        new JsonLines(out)
            .writeObject(fields ->
                new BackendsJson(fields).write(List.of(diagnosis(onRequest)), List.of())));
  }

  private static String written(Consumer<Output> report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output("a report", bytes);
    report.accept(out);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Diagnosis diagnosis(boolean onRequest) {
    DeviceInfo device = new DeviceInfo("gpu-some", 0, "a processor", Map.of(), onRequest);
    Examination examination =
        new Examination(
            device,
            BackendOptions.DEFAULT,
            Examination.Comparison.DONE,
            List.of(),
            null,
            null,
            null);
    return new Diagnosis(
        "gpu-some", 0, false, new Availability.Available(List.of(device)), List.of(examination));
  }
}
