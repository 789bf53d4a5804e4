package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trainings that are cut, as processes that are started from the jars. */
class TrainingIT {
  private static final int STEPS = 150;
  private static final int CUTS = 2;

  @TempDir Path folder;

  @Test
  void aTrainingThatIsKilledAtAnyStepEndsAsOneThatIsNot() throws Exception {
    Path text = Files.writeString(folder.resolve("text.txt"), text());
    Process straight = start(text, "straight");
    assertThat(straight.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(straight.exitValue()).as(errors("straight")).isZero();

    Random random = new Random(5);
    for (int cut = 0; cut < CUTS; cut++) {
      int steps = 1 + random.nextInt(STEPS / CUTS) + cut * STEPS / CUTS;
      Process process = start(text, "cut");
      awaitStep(process, "cut", steps);
      process.destroyForcibly().waitFor();
      assertThat(folder.resolve("cut")).doesNotExist();
    }
    Process last = start(text, "cut");
    assertThat(last.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).as(errors("cut")).isZero();

    assertThat(folder.resolve("cut/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("straight/model.safetensors"));
    assertThat(losses("cut")).hasSize(STEPS).isEqualTo(losses("straight"));
  }

  @Test
  void ctrlCSavesAndStops() throws Exception {
    InterruptIT.assumeCtrlCIsHeard();
    Path text = Files.writeString(folder.resolve("text.txt"), text());
    Process process = start(text, "stopped");
    awaitStep(process, "stopped", 20);
    InterruptIT.pressCtrlC(process);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED.code());
    assertThat(errors("stopped"))
        .contains("stopped and saved; the same command goes on from there");
    int reached = losses("stopped").size();
    assertThat(reached).isBetween(20, STEPS - 1);

    Process again = start(text, "stopped");
    assertThat(again.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(again.exitValue()).as(errors("stopped")).isZero();
    assertThat(losses("stopped")).hasSize(STEPS);
    assertThat(Files.readString(metrics("stopped"))).contains("\"step\":" + (reached + 1) + ",");
  }

  private static String text() {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append((char) ('a' + random.nextInt(1 + i % 26)));
    }
    return text.toString();
  }

  private Process start(Path text, String out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + LaunchIT.TARGET.resolveSibling("heed.argfile"));
    command.addAll(List.of("-cp", LaunchIT.jars(), LaunchIT.MAIN));
    command.addAll(List.of("train", "lm", "--data", text.toString()));
    command.addAll(List.of("--layers", "2", "--width", "64", "--dropout", "0.1"));
    command.addAll(List.of("--average", "0.9", "--steps", Integer.toString(STEPS)));
    command.addAll(List.of("--validate-every", "17", "--out", folder.resolve(out).toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve(out + ".out").toFile())
            .redirectError(folder.resolve(out + ".err").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("HEED_.*|.*JAVA_OPTIONS"));
    return builder.start();
  }

  private String errors(String out) throws IOException {
    return Files.readString(folder.resolve(out + ".err"));
  }

  private Path metrics(String out) {
    return folder.resolve(out + "-training/metrics.jsonl");
  }

  private void awaitStep(Process process, String out, int step) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    Path metrics = metrics(out);
    String wanted = "\"event\":\"step\",\"step\":" + step + ",";
    while (!Files.exists(metrics) || !Files.readString(metrics).contains(wanted)) {
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("step %d comes", step).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private List<Double> losses(String out) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(metrics(out))) {
      JsonNode event = JsonMapper.shared().readTree(line);
      if (event.path("event").asString().equals("step")) {
        assertThat(event.path("step").intValue()).isEqualTo(losses.size() + 1);
        losses.add(event.path("loss").doubleValue());
      }
    }
    return losses;
  }
}
