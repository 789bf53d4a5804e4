package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@link ProbeProgram} in a JVM of its own. */
final class OtherJvm {
  private static final long MOST_SECONDS = 120;

  private final Process process;
  private final Path said;
  private final Path complained;

  private OtherJvm(Process process, Path said, Path complained) {
    this.process = process;
    this.said = said;
    this.complained = complained;
  }

  /** Starts it with these flags, this environment besides its own, and this class path. */
  static OtherJvm start(
      Path folder, List<String> flags, Map<String, String> environment, String classPath)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-Xshare:auto");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(classPath);
    command.add(ProbeProgram.class.getName());
    Path said = Files.createTempFile(folder, "said", ".txt");
    Path complained = Files.createTempFile(folder, "complained", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(complained.toFile());
    builder.environment().putAll(environment);
    return new OtherJvm(builder.start(), said, complained);
  }

  /** The class path of this JVM. */
  static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  /** The same without the jar of JOCL. */
  static String classPathWithoutJocl() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("jocl-"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What it says once it has ended: nothing on standard error, and no line but the verdict. */
  String verdict() throws IOException, InterruptedException {
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String complaints = Files.readString(complained);
    assertThat(ended).as("ended within %d s; it said %s", MOST_SECONDS, complaints).isTrue();
    assertThat(process.exitValue()).as("exit code; it said %s", complaints).isZero();
    assertThat(complaints).as("on standard error").isEmpty();
    List<String> lines = Files.readAllLines(said);
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
