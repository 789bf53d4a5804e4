package dev.heed.gpu.opencl.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.heed.gpu.opencl.HeardLog;
import dev.heed.gpu.opencl.OpenClMachine;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import dev.heed.gpu.opencl.cl.ClCalls;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.ClKernel;
import dev.heed.gpu.opencl.cl.JoclCalls;
import dev.heed.gpu.opencl.cl.PaperDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled programs on disk. */
class ProgramCacheTest {
  private static final KernelId COPY = KernelId.of("copy", "copy");
  private static final KernelId GATHER = KernelId.of("rows", "gather");
  private static final int INVALID_BINARY = -42;

  @TempDir private Path temporary;

  private final CallLedger ledger = new CallLedger(PaperDriver.calls(true));

  @BeforeEach
  void assumeJocl() {
    OpenClMachine.assumeJocl();
  }

  /** How many programs a new process compiles for these kernels. */
  private static int compiled(ClCalls calls, @Nullable Path folder, KernelId... ids) {
    ClDevice device = ClDevice.all(calls, _ -> {}).getFirst();
    try (ClContext context = new ClContext(calls, device, "gpu-opencl:0");
        Programs programs = new Programs(context, folder)) {
      for (KernelId id : ids) {
        try (ClKernel kernel = programs.newKernel(id)) {
          assertThat(kernel.name()).isEqualTo(id.kernel());
        }
      }
      return programs.compiled();
    }
  }

  private int compiled(@Nullable Path folder, KernelId... ids) {
    int compiled = compiled(ledger.calls(), folder, ids);
    assertThat(ledger.live()).isEmpty();
    assertThat(ledger.misuse()).isEmpty();
    return compiled;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  @Test
  void whatOneProcessCompilesTheNextOneLoads() throws IOException {
    assertThat(compiled(temporary, COPY, GATHER, COPY)).isEqualTo(2);
    assertThat(compiled(temporary, GATHER, COPY)).isZero();
    assertThat(files()).hasSize(2);
  }

  /** What may become of a file. */
  enum Damage {
    EMPTY,
    ONLY_THE_DIGEST,
    CUT,
    LONGER,
    ONE_BIT_OF_THE_DIGEST,
    ONE_BIT_OF_THE_PROGRAM;

    byte[] to(byte[] bytes) {
      byte[] other =
          switch (this) {
            case EMPTY -> new byte[0];
            case ONLY_THE_DIGEST -> Arrays.copyOf(bytes, 32);
            case CUT -> Arrays.copyOf(bytes, bytes.length - 1);
            case LONGER -> Arrays.copyOf(bytes, bytes.length + 1);
            case ONE_BIT_OF_THE_DIGEST, ONE_BIT_OF_THE_PROGRAM -> bytes.clone();
          };
      if (this == ONE_BIT_OF_THE_DIGEST) {
        other[3] ^= 16;
      } else if (this == ONE_BIT_OF_THE_PROGRAM) {
        other[other.length - 2] ^= 1;
      }
      return other;
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDamagedFileIsCompiledAgainAndReplaced(Damage damage) throws IOException {
    compiled(temporary, COPY);
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, damage.to(whole));
    assertThat(compiled(temporary, COPY)).isEqualTo(1);
    assertThat(file).hasBinaryContent(whole);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFolderInPlaceOfAFileIsAsGoodAsNone() throws IOException {
    compiled(temporary, COPY);
    Path file = files().getFirst();
    Files.delete(file);
    Files.createDirectories(file.resolve("inside"));
    try (HeardLog log = new HeardLog()) {
      assertThat(compiled(temporary, COPY)).isEqualTo(1);
      assertThat(log.messages()).hasSize(1);
    }
    assertThat(files()).containsExactly(file);
  }

  /** The driver was replaced by one that calls itself the same. */
  @ParameterizedTest
  @ValueSource(strings = {"createProgramWithBinary", "buildProgram"})
  void whatTheDriverRefusesIsCompiledAgain(String refusing) {
    compiled(temporary, COPY);
    ledger.fail(Fault.once(refusing, 0, INVALID_BINARY));
    assertThat(compiled(temporary, COPY)).isEqualTo(1);
    ledger.fail(Fault.NONE);
    assertThat(compiled(temporary, COPY)).isZero();
  }

  @Test
  void aFileInPlaceOfTheFolderIsSaidOnce() throws IOException {
    Path file = Files.writeString(temporary.resolve("cache"), "a file");
    try (HeardLog log = new HeardLog()) {
      assertThat(compiled(file, COPY, GATHER)).isEqualTo(2);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("heed.opencl.cache", "compiles them again");
    }
    assertThat(file).hasContent("a file");
  }

  @Test
  void aFolderThatCannotBeWrittenToIsSaidOnceAndStillRead() throws IOException {
    compiled(temporary, COPY);
    assumeFalse(
        !temporary.toFile().setWritable(false) || Files.isWritable(temporary),
        "this user may write anywhere");
    try (HeardLog log = new HeardLog()) {
      assertThat(compiled(temporary, COPY, GATHER)).isEqualTo(1);
      assertThat(log.messages()).hasSize(1);
    } finally {
      assertThat(temporary.toFile().setWritable(true)).isTrue();
    }
  }

  @Test
  void withoutAFolderNothingIsKept() throws IOException {
    assertThat(compiled(null, COPY)).isEqualTo(1);
    assertThat(compiled(null, COPY)).isEqualTo(1);
    assertThat(files()).isEmpty();
  }

  @Test
  void manyAtOnceLeaveWholeFiles() throws Exception {
    List<Callable<Integer>> processes = new ArrayList<>();
    for (int p = 0; p < 16; p++) {
      processes.add(() -> compiled(PaperDriver.calls(true), temporary, COPY, GATHER));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> process : threads.invokeAll(processes)) {
        assertThat(process.get()).isBetween(0, 2);
      }
    }
    assertThat(files()).hasSize(2).allMatch(file -> file.toString().endsWith(".bin"));
    assertThat(compiled(temporary, COPY, GATHER)).isZero();
  }

  /** Right by its digest, and no program. */
  @Test
  void aDriverIsNotHurtByBytesThatAreNoProgram() throws IOException {
    OpenClMachine.assumeDevice();
    ClCalls calls = new JoclCalls();
    compiled(calls, temporary, COPY);
    Path file = files().getFirst();
    String key = file.getFileName().toString().replace(".bin", "");
    new ProgramFiles(temporary).write(key, "no program at all".getBytes(UTF_8));
    assertThat(compiled(calls, temporary, COPY)).isEqualTo(1);
    assertThat(compiled(calls, temporary, COPY)).isZero();
  }
}
