package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The probe in JVMs that lack something: it says what and what to do, and prints nothing else. */
class PrerequisitesTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @Test
  void aJvmWithTheModuleAndC2WillDo() throws Exception {
    assertThat(probe(MODULE)).startsWith("available: ").contains("vector bits=");
  }

  @Test
  void withoutTheModuleItSaysHowToAddIt() throws Exception {
    assertThat(probe())
        .isEqualTo(
            "unavailable: module jdk.incubator.vector is not in the boot layer;"
                + " start the JVM with --add-modules jdk.incubator.vector");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3", "-Xint"})
  void aJvmThatWouldBeSlowIsRefused(String flag) throws Exception {
    assertThat(probe(MODULE, flag)).startsWith("unavailable: ").contains("start the JVM without");
  }

  @Test
  void fusedMultiplyAddsAreNeeded() throws Exception {
    assertThat(probe(MODULE, "-XX:-UseFMA"))
        .startsWith("unavailable: the processor has no fused multiply–add")
        .contains("leave out -XX:-UseFMA");
  }

  @Test
  void vectorsThatAreTooShortAreRefused() throws Exception {
    assertThat(probe(MODULE, "-XX:MaxVectorSize=8"))
        .startsWith("unavailable: the JVM offers vectors of 64 bits only; ");
  }

  @Test
  void aWidthThatDoesNotExistIsRefused() throws Exception {
    assertThat(probe(MODULE, "-Dheed.simd.bits=100"))
        .startsWith("unavailable: heed.simd.bits is '100', but must be 128, 256 or 512; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-Xint"})
  void aSlowJvmIsTakenWhenAskedFor(String flag) throws Exception {
    assertThat(probe(MODULE, flag, "-Dheed.simd.allowSlow=true")).startsWith("available: ");
  }

  /** What the program says on its standard output in a JVM with these flags. */
  private static String probe(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ProbeProgram.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return output.strip();
  }
}
