package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
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

  @EnabledOnOs(architectures = {"amd64", "x86_64"})
  @Test
  void aProcessorWithoutAvxIsRefused() throws Exception {
    assertThat(probe(MODULE, "-XX:UseAVX=0", "-XX:UseSSE=2"))
        .startsWith("unavailable: the processor has no fused multiply–add")
        .contains("leave out")
        .endsWith("-XX:UseAVX");
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

  private static String probe(String... flags) throws Exception {
    return OtherJvm.run(List.of(flags), ProbeProgram.class, List.of());
  }
}
