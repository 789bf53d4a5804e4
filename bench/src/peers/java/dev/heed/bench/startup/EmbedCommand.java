package dev.heed.bench.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that reads a text and prints its vector, as numbers between square brackets: less than
 * a pipe holds.
 *
 * @param environment what it sets besides that of this process, of which it gets neither flags for
 *     Java nor settings of Heed: they would change a row without a trace
 */
record EmbedCommand(String name, List<String> command, Map<String, String> environment) {
  private static final int MILLIS_BETWEEN_LOOKS = 10;

  /**
   * One process.
   *
   * @param out what it printed
   * @param millis how long it took
   * @param cpuMillis processor time of all its threads, as last seen; 0 where the system says none
   * @param peakMebibytes most memory that was resident; 0 where the system does not say
   */
  record Run(String out, double millis, double cpuMillis, double peakMebibytes) {}

  Run run(String text) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(EmbedCommand::changesARow);
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
    double peak = 0;
    double cpu = 0;
    do {
      cpu = Math.max(cpu, cpuMillis(process));
      peak = Math.max(peak, peakMebibytes(process.pid()));
    } while (!process.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS));
    double millis = (System.nanoTime() - start) / 1e6;
    int exit = process.exitValue();
    if (exit != 0) {
      throw new IOException("'%s' ended with %d: %s".formatted(name, exit, command));
    }
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      return new Run(String.join("\n", reader.lines().toList()), millis, cpu, peak);
    }
  }

  private static boolean changesARow(String variable) {
    return variable.endsWith("JAVA_OPTIONS")
        || (variable.startsWith("HEED_") && !variable.startsWith("HEED_BENCH_"));
  }

  private static double cpuMillis(Process process) {
    return process.info().totalCpuDuration().map(cpu -> cpu.toNanos() / 1e6).orElse(0.0);
  }

  /** What Linux has counted so far; 0 elsewhere, and once the process is gone. */
  private static double peakMebibytes(long process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** The numbers between the last pair of brackets. */
  static float[] vector(String out) {
    String[] numbers = out.substring(out.lastIndexOf('[') + 1, out.lastIndexOf(']')).split(",");
    float[] vector = new float[numbers.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(numbers[i].strip());
    }
    return vector;
  }
}
