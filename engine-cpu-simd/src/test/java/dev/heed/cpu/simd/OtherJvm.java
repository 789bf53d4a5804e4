package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in a JVM of their own, with this one's class path. */
final class OtherJvm {
  private static final long MOST_SECONDS = 120;

  private OtherJvm() {}

  /**
   * What the program says on its standard output: it must end by itself, without an error, and say
   * nothing on the other but what the JVM says of the Vector API.
   */
  static String run(List<String> flags, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(arguments);
    Path said = Files.createTempFile("heed-program", ".txt");
    Path complained = Files.createTempFile("heed-program", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(said.toFile())
              .redirectError(complained.toFile())
              .start();
      boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String complaints = Files.readString(complained, StandardCharsets.UTF_8);
      assertThat(ended).as("ended within %d s; it said %s", MOST_SECONDS, complaints).isTrue();
      assertThat(process.exitValue()).as("exit code; it said %s", complaints).isZero();
      assertThat(complaints.lines()).as("on standard error").allMatch(OtherJvm::isOfTheJvm);
      return Files.readString(said, StandardCharsets.UTF_8).strip();
    } finally {
      Files.delete(said);
      Files.delete(complained);
    }
  }

  /** What the JVM says of a module that incubates. */
  private static boolean isOfTheJvm(String line) {
    return line.equals("WARNING: Using incubator modules: jdk.incubator.vector");
  }
}
