package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heed.app.report.ExitCode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while an answer comes: processes as they are started from the jars. */
class InterruptIT {
  @TempDir Path folder;

  /** A process that was started in the background by a shell ignores Ctrl-C, and so do its own. */
  @BeforeEach
  void ctrlCIsNotIgnored() throws IOException {
    assumeCtrlCIsHeard();
  }

  static void assumeCtrlCIsHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeThat(status).exists();
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .replaceFirst("SigIgn:\\s*", "");
    assumeThat(Long.parseUnsignedLong(ignored, 16) & 2).isZero();
  }

  @Test
  void whatThereIsOfAnAnswerIsPrinted() throws Exception {
    String model = TinyLlama.model().reading(100_000).write(folder.resolve("tiny")).toString();
    Process process = start("generate", model, "Hi!", "--ignore-eos", "--context", "100000");
    try {
      awaitOutput(process, 1);
      pressCtrlC(process);
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED.code());
      assertThat(Files.readAllBytes(out())).endsWith('\n');
      assertThat(Files.readString(folder.resolve("err"))).doesNotContain("heed:");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The greatest logit is that of 'A', so that a line ends only where an answer does. */
  @Test
  void aConversationGoesOnAfterAnAnswerThatWasStopped() throws Exception {
    String model = TinyLlama.model().reading(100_000).write(folder.resolve("tiny")).toString();
    Process process =
        start("chat", model, "--ignore-eos", "--context", "100000", "--logit-bias", "65=1e9");
    try {
      try (Writer input = process.outputWriter()) {
        for (int turn = 1; turn <= 2; turn++) {
          input.write("Hi!\n");
          input.flush();
          awaitOutput(process, Files.size(out()) + 1);
          pressCtrlC(process);
          awaitLines(process, turn);
        }
      }
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(out())).matches("A+\nA+\n");
      assertThat(Files.readString(folder.resolve("err"))).doesNotContain("heed:");
    } finally {
      process.destroyForcibly();
    }
  }

  private void awaitLines(Process process, long count) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (Files.readString(out()).lines().count() < count
        || !Files.readString(out()).endsWith("\n")) {
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("an answer ends").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + LaunchIT.TARGET.resolveSibling("heed.argfile"));
    command.addAll(List.of("-cp", LaunchIT.jars(), LaunchIT.MAIN));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out().toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("HEED_.*|.*JAVA_OPTIONS"));
    return builder.start();
  }

  private Path out() {
    return folder.resolve("out");
  }

  private void awaitOutput(Process process, long bytes) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (Files.size(out()) < bytes && System.nanoTime() < end) {
      assertThat(process.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  static void pressCtrlC(Process process) throws Exception {
    String pid = String.valueOf(process.pid());
    assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
  }
}
