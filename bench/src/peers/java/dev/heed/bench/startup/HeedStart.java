package dev.heed.bench.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code ./heed} starts Java.
 *
 * @param java the program
 * @param cache the file of the JVM's AOT cache, there or not
 * @param classPath to which the cache is bound: more may only follow it
 */
record HeedStart(String java, Path cache, String classPath) {
  private static final String SCRIPT = "bench/heed-start.sh";
  private static final Duration FOR_THE_CACHE = Duration.ofMinutes(2);

  /** Once {@code ./heed} has run. */
  static HeedStart find() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(SCRIPT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().toList();
    }
    if (process.waitFor() != 0 || lines.size() != 3) {
      throw new IOException(
          "%s ended with %d and gave %d lines instead of 3"
              .formatted(SCRIPT, process.exitValue(), lines.size()));
    }
    return new HeedStart(lines.get(0), Path.of(lines.get(1)), lines.get(2));
  }

  /** The cache is made behind the first run, and appears when it is whole; empty, it failed. */
  void awaitCache() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (Files.notExists(cache)) {
      if (System.nanoTime() - begun > FOR_THE_CACHE.toNanos()) {
        throw new IOException(
            "./heed had its AOT cache %s made, and it is not there after %d s; with HEED_AOT=off it would start without one"
                .formatted(cache, FOR_THE_CACHE.toSeconds()));
      }
      Thread.sleep(200);
    }
    if (Files.size(cache) == 0) {
      throw new IOException(
          "the AOT cache %s is empty: its making failed; remove the file to have it made again"
              .formatted(cache));
    }
  }

  /** A program of ours on Heed's jars, with Heed's flags and cache. */
  List<String> program(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add("-XX:AOTCache=" + cache);
    command.add("@app/heed.argfile");
    command.addAll(List.of("-cp", classPath + ":bench/target/classes", main.getName()));
    command.addAll(arguments);
    return command;
  }
}
