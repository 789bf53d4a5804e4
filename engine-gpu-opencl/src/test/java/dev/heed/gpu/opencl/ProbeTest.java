package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Availability;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import dev.heed.gpu.opencl.cl.PaperDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the probe says where something is missing, in JVMs of their own: that, and no more. */
class ProbeTest {
  private static final List<String> GRANTED = List.of("--enable-native-access=ALL-UNNAMED");

  @TempDir private Path folder;

  private String probe(List<String> flags, Map<String, String> environment) throws Exception {
    return OtherJvm.start(folder, flags, environment, OtherJvm.classPath()).verdict();
  }

  @Test
  void withoutJocl() throws Exception {
    OtherJvm jvm = OtherJvm.start(folder, GRANTED, Map.of(), OtherJvm.classPathWithoutJocl());
    assertThat(jvm.verdict())
        .isEqualTo("unavailable: JOCL is not on the class path; add org.jocl:jocl as a dependency");
  }

  @Test
  void withoutNativeAccess() throws Exception {
    String verdict =
        "unavailable: native access is not granted to the class path; start the JVM with"
            + " --enable-native-access=ALL-UNNAMED";
    assertThat(probe(List.of(), Map.of())).isEqualTo(verdict);
    assertThat(probe(List.of("--illegal-native-access=deny"), Map.of())).isEqualTo(verdict);
  }

  /** What lies where the loader is looked for is no library. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutALoader() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("lib"));
    Files.createFile(empty.resolve("libOpenCL.so.1"));
    Files.createFile(empty.resolve("libOpenCL.so"));
    assertThat(probe(GRANTED, Map.of("LD_LIBRARY_PATH", empty.toString())))
        .startsWith("unavailable: this machine has no OpenCL loader (libOpenCL.so.1, libOpenCL.so)")
        .contains("install the graphics card's driver");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutADriver() throws Exception {
    OpenClMachine.assumeJocl();
    assertThat(probe(GRANTED, Map.of("OCL_ICD_VENDORS", "/nonexistent")))
        .startsWith("unavailable: OpenCL is there, but no driver with a device; install the");
  }

  /** Nobody makes a file in /proc. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutAPlaceForTheLibrary() throws Exception {
    OpenClMachine.assumeJocl();
    List<String> flags = new ArrayList<>(GRANTED);
    flags.add("-Djava.io.tmpdir=/proc");
    assertThat(probe(flags, Map.of()))
        .startsWith("unavailable: JOCL cannot load its library: ")
        .contains("java.io.tmpdir");
  }

  @Test
  void eightJvmsStartAtOnceAndLeaveNothingBehind() throws Exception {
    OpenClMachine.assumeDevice();
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<String> flags = new ArrayList<>(GRANTED);
    flags.add("-Djava.io.tmpdir=" + temporary);
    List<OtherJvm> jvms = new ArrayList<>();
    for (int j = 0; j < 8; j++) {
      jvms.add(OtherJvm.start(folder, flags, Map.of(), OtherJvm.classPath()));
    }
    for (OtherJvm jvm : jvms) {
      assertThat(jvm.verdict()).isEqualTo("opened gpu-opencl:0");
    }
    assertThat(filesOf(temporary)).filteredOn(file -> file.contains("JOCL")).isEmpty();
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.map(Path::toString).toList();
    }
  }

  @Test
  void aCardThatDiesOnTheTrialKernelIsNotOffered() {
    OpenClMachine.assumeJocl();
    CallLedger ledger = new CallLedger(PaperDriver.calls(true));
    ledger.fail(Fault.once("enqueueNDRangeKernel", 0, -9999));
    assertThat(Session.provider(ledger.calls()).probe())
        .isInstanceOfSatisfying(
            Availability.Unavailable.class,
            none -> {
              assertThat(none.reason())
                  .startsWith("no device runs a kernel as it should: Paper card: ")
                  .contains("kernel 'trial' over 4 work-items", "clEnqueueNDRangeKernel", "-9999");
              assertThat(none.remedy()).startsWith("update the driver");
            });
    assertThat(ledger.live()).isEmpty();
  }

  @Test
  void aDriverOnTheProcessorThatDiesIsAnErrorWhenItIsOpened() {
    OpenClMachine.assumeJocl();
    CallLedger ledger = new CallLedger(PaperDriver.calls(false));
    OpenClProvider provider = Session.provider(ledger.calls());
    DeviceInfo device = Session.device(provider);
    ledger.fail(Fault.once("buildProgram", 0, -11));
    assertThatThrownBy(() -> provider.open(device, Session.options()))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("device 'gpu-opencl:0' does not run a kernel as it should")
        .hasMessageContaining("update its driver");
    provider.open(device, Session.options()).close();
    assertThat(ledger.live()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "128, 32768, 'allows 128 work-items in a group, but the kernels need 256'",
    "256, 8192, 'has 8,192 bytes of local memory, but the kernels need 16,384'"
  })
  void aDeviceThatIsTooSmallIsNotOffered(int workGroup, int localMemory, String why) {
    OpenClMachine.assumeJocl();
    for (boolean gpu : new boolean[] {true, false}) {
      OpenClProvider provider = Session.provider(PaperDriver.calls(gpu, workGroup, localMemory));
      assertThat(provider.probe())
          .isInstanceOfSatisfying(
              Availability.Unavailable.class,
              none -> assertThat(none.reason()).contains("Paper card: " + why));
    }
  }
}
