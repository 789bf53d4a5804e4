package dev.heed.bench.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A command that reads a text and prints its vector, as numbers between square brackets.
 *
 * @param environment what it sets besides that of this process
 */
record Contestant(String name, List<String> command, Map<String, String> environment) {
  /** What one run printed, and how long the process took. */
  record Run(String out, double millis) {}

  Run run(String text) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(variable -> variable.endsWith("JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String out;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      out = String.join("\n", reader.lines().toList());
    }
    int exit = process.waitFor();
    double millis = (System.nanoTime() - start) / 1e6;
    if (exit != 0) {
      throw new IOException("'%s' ended with %d: %s".formatted(name, exit, command));
    }
    return new Run(out, millis);
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
