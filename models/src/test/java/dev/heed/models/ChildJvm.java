package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, with the serial collector. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Runs it to its end.
   *
   * @param folder for what it says
   * @return its standard output
   */
  static String run(Path folder, List<String> flags, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Path complained = folder.resolve("complained");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.addAll(flags);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(complained.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String complaints = Files.readString(complained, StandardCharsets.UTF_8);
    assertThat(ended).as("ended in time; it said %s", complaints).isTrue();
    assertThat(process.exitValue()).as("exit code; it said %s", complaints).isZero();
    return Files.readString(said, StandardCharsets.UTF_8);
  }
}
