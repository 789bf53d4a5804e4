package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import dev.heed.gpu.opencl.cl.PaperDriver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call of OpenCL in a whole session fails once: the error is one of Heed's, says what was
 * done, and nothing is left behind.
 */
class FailingCallsTest {
  private static final int INVALID_VALUE = -30;
  private static final int ILLEGAL_ACCESS = -9999;
  private static final int OUT_OF_RESOURCES = -5;
  private static final Set<Integer> MEMORY = Set.of(-4, OUT_OF_RESOURCES, -6);
  private static final List<Integer> STATUSES =
      List.of(-4, OUT_OF_RESOURCES, -6, INVALID_VALUE, ILLEGAL_ACCESS);

  /** Calls of which each is tried; beyond, where one argument after the other is set, some. */
  private static final int MANY = 100;

  /** What makes a block, and uses it first. */
  private static final Set<String> BLOCK = Set.of("createBuffer", "enqueueWriteBuffer", "finish");

  /** What the backend can do without: kept binaries, and a second try for memory. */
  private static final Set<String> SPARED =
      Set.of("getProgramBinary", "createProgramWithBinary", "getPlatformInfo");

  private HeardLog log;

  @BeforeEach
  void hear() {
    OpenClMachine.assumeJocl();
    log = new HeardLog();
  }

  @AfterEach
  void hearNoMore() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionThatGoesWellLeavesNothing(boolean gpu) {
    CallLedger ledger = new CallLedger(PaperDriver.calls(gpu));
    assertThat(outcome(ledger, Session.options())).isNull();
    assertNothingIsLeft(ledger, "a session that goes well");
    assertThat(log.messages()).isEmpty();
    assertThat(ledger.counts())
        .containsKeys("enqueueMarker", "waitForEvent", "enqueueUnmapMemObject", "releaseKernel");
  }

  /**
   * The first call of each method with every status, the others with these in turn. Without a pool,
   * which would be asked for memory before the user hears that there is none.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachCallFailsOnce(boolean gpu) {
    CallLedger whole = new CallLedger(PaperDriver.calls(gpu));
    outcome(whole, Session.options("pool", "0"));
    int tried = 0;
    for (Map.Entry<String, Integer> method : whole.counts().entrySet()) {
      for (int call = 0; call < method.getValue(); call++) {
        for (int status : call == 0 ? STATUSES : List.of(STATUSES.get(call % STATUSES.size()))) {
          failOnce(gpu, Fault.once(method.getKey(), call, status));
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(400);
  }

  private void failOnce(boolean gpu, Fault fault) {
    CallLedger ledger = new CallLedger(PaperDriver.calls(gpu));
    ledger.fail(fault);
    HeedException error = outcome(ledger, Session.options("pool", "0"));
    List<String> logged = log.messages();
    assertNothingIsLeft(ledger, fault);
    String method = fault.method();
    if (method.startsWith("release") || method.equals("enqueueUnmapMemObject")) {
      assertThat(logged).as("log of %s", fault).hasSize(1);
      assertThat(logged.getFirst()).contains("could not release");
      assertThat(error).as("%s", fault).isNull();
    } else if (error == null) {
      boolean closing = logged.size() == 1 && logged.getFirst().contains("is closed");
      // One block for what were several: where there is none, there are several again.
      boolean secondTry = BLOCK.contains(method) && MEMORY.contains(fault.status());
      assertThat(SPARED.contains(method) || closing || secondTry)
          .as("%s went unnoticed", fault)
          .isTrue();
    } else {
      assertThat(error.getMessage()).as("%s", fault).contains(CallLedger.openClName(method));
      assertKind(fault, error);
    }
  }

  private static void assertKind(Fault fault, HeedException error) {
    if (error instanceof BackendUnavailableException) {
      return;
    }
    boolean late =
        fault.status() == OUT_OF_RESOURCES
            && Set.of("finish", "flush", "waitForEvent", "enqueueNDRangeKernel", "setKernelArg")
                .contains(fault.method());
    if (fault.status() == ILLEGAL_ACCESS) {
      assertThat(((DeviceException) error).kind())
          .as("%s", fault)
          .isEqualTo(DeviceException.Kind.DEVICE_LOST);
    } else if (MEMORY.contains(fault.status()) && !late) {
      assertThat(error).as("%s", fault).isInstanceOf(MemoryLimitException.class);
    } else {
      assertThat(((DeviceException) error).kind()).as("%s", fault).isEqualTo(kind(fault.method()));
    }
  }

  private static DeviceException.Kind kind(String method) {
    return switch (method) {
      case "createProgramWithSource", "buildProgram", "createKernel" ->
          DeviceException.Kind.KERNEL_BUILD;
      case "createBuffer", "enqueueMapBuffer", "enqueueWriteBuffer", "enqueueReadBuffer" ->
          DeviceException.Kind.TRANSFER;
      default -> DeviceException.Kind.LAUNCH;
    };
  }

  /** As when the card falls off its bus: whatever is called then, releases too. */
  @Test
  void fromEachCallOnEverythingFails() {
    CallLedger whole = new CallLedger(PaperDriver.calls(false));
    outcome(whole, Session.options());
    int calls = whole.counts().values().stream().mapToInt(Integer::intValue).sum();
    for (int call = 0; call < calls; call += call < MANY ? 1 : 5) {
      Fault fault = Fault.from("*", call, ILLEGAL_ACCESS);
      CallLedger ledger = new CallLedger(PaperDriver.calls(false));
      ledger.fail(fault);
      HeedException error = outcome(ledger, Session.options());
      assertNothingIsLeft(ledger, fault);
      if (error instanceof DeviceException device) {
        assertThat(device.kind()).as("%s", fault).isEqualTo(DeviceException.Kind.DEVICE_LOST);
      }
      log.messages();
    }
  }

  /** Without a pool nothing waits that a second try could have. */
  @Test
  void memoryThatCannotBeHadIsAnErrorWithSizesAndScope() {
    CallLedger whole = new CallLedger(PaperDriver.calls(false));
    outcome(whole, Session.options("pool", "0"));
    int calls = whole.counts().getOrDefault("createBuffer", 0);
    int ofScopes = 0;
    for (int call = 0; call < calls; call++) {
      CallLedger ledger = new CallLedger(PaperDriver.calls(false));
      Fault fault = Fault.from("createBuffer", call, -4);
      ledger.fail(fault);
      HeedException error = outcome(ledger, Session.options("pool", "0"));
      assertNothingIsLeft(ledger, fault);
      assertThat(error).as("%s", fault).isInstanceOf(MemoryLimitException.class);
      assertThat(error).hasMessageContaining("bytes").hasMessageContaining("clCreateBuffer");
      if (String.valueOf(error).contains("in scope '")) {
        assertThat(error).hasMessageContaining("in use here");
        ofScopes++;
      }
    }
    assertThat(ofScopes).isGreaterThan(4);
  }

  private static @Nullable HeedException outcome(CallLedger ledger, BackendOptions options) {
    try {
      Session.run(ledger.calls(), options);
      return null;
    } catch (HeedException e) {
      assertThat(e.getSuppressed()).as("closing after %s", e.getMessage()).isEmpty();
      return e;
    } catch (RuntimeException e) {
      return fail("no error of Heed's", e);
    }
  }

  private static void assertNothingIsLeft(CallLedger ledger, Object when) {
    assertThat(ledger.live()).as("left after %s", when).isEmpty();
    assertThat(ledger.misuse()).as("misused in %s", when).isEmpty();
  }
}
