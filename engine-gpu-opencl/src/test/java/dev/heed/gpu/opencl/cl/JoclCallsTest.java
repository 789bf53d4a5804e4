package dev.heed.gpu.opencl.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.gpu.opencl.HeardLog;
import dev.heed.gpu.opencl.OpenClMachine;
import org.jocl.CL;
import org.jocl.cl_mem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever another user of JOCL in this JVM has set it to do about errors. */
class JoclCallsTest {
  private final ClCalls calls = new JoclCalls();

  @BeforeEach
  void assumeDevice() {
    OpenClMachine.assumeDevice();
  }

  @AfterEach
  void asBefore() {
    CL.setExceptionsEnabled(false);
  }

  private ClContext open() {
    return new ClContext(calls, ClDevice.all(calls, _ -> {}).getFirst(), "device");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallThatFailsIsAnErrorOfHeeds(boolean joclThrows) {
    CL.setExceptionsEnabled(joclThrows);
    try (ClContext context = open();
        ClQueue queue = context.newQueue();
        ClProgram program = context.build("fine", "__kernel void fine(int x) {}", "");
        ClKernel kernel = program.newKernel("fine")) {
      assertThatThrownBy(() -> context.newBuffer(Long.MAX_VALUE / 2))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("clCreateBuffer gave CL_INVALID_BUFFER_SIZE (-61)");
      assertThatThrownBy(() -> context.build("broken", "__kernel void f() { x }", ""))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("    1 | __kernel void f() { x }");
      assertThatThrownBy(() -> program.newKernel("absent"))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("clCreateKernel gave CL_INVALID_KERNEL_NAME (-46)");
      assertThatThrownBy(() -> kernel.begin().value(1L))
          .isInstanceOf(HeedException.class)
          .hasMessageContaining("argument 0 of kernel 'fine', 8 bytes")
          .hasMessageContaining("clSetKernelArg gave CL_INVALID_ARG_SIZE (-51)");
      long tooMany = 2L * context.device().maxWorkGroup();
      kernel.begin().value(1);
      assertThatThrownBy(() -> queue.launch(kernel, new long[] {tooMany}, new long[] {tooMany}))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining(
              "kernel 'fine' over %d work-items in groups of %d", tooMany, tooMany)
          .hasMessageContaining("clEnqueueNDRangeKernel gave CL_INVALID_WORK_");
      assertThat(context.load("other", new byte[] {1, 2, 3}, "")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheDriverDoesNotReleaseIsLogged(boolean joclThrows) {
    CL.setExceptionsEnabled(joclThrows);
    try (HeardLog log = new HeardLog();
        ClContext context = open()) {
      new ClBuffer(context, new cl_mem(), 64).close();
      assertThat(log.messages()).containsExactly("could not release buffer of 64 bytes on device");
    }
  }
}
