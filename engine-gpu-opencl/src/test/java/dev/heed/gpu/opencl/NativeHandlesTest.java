package dev.heed.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClLibrary;
import dev.heed.gpu.opencl.cl.JoclCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class NativeHandlesTest {
  private static final float FILLED = 3;

  @Test
  void whatAnotherLibraryEnqueuesRunsBetweenOurOps() {
    OpenClMachine.assumeDevice();
    try (Backend backend = open();
        Scope scope = backend.newScope("operands");
        CommandQueue queue = backend.newQueue("shared")) {
      Tensor all = scope.allocate(DType.F32, 5);
      queue.upload(MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5}), all);
      queue.run(new Multiply(all, all, all));
      fill(queue, all.slice(0, 1, 3));
      queue.run(new Multiply(all, all, all));
      float[] values = new float[5];
      queue.download(all, MemorySegment.ofArray(values));
      assertThat(values).containsExactly(1, FILLED * FILLED, FILLED * FILLED, 256, 625);
    }
  }

  @Test
  void aTensorThatIsGoneHasNone() {
    OpenClMachine.assumeDevice();
    try (Backend backend = open();
        Scope scope = backend.newScope("operands")) {
      Tensor tensor = scope.allocate(DType.F32, 5);
      scope.reset();
      assertThatThrownBy(() -> NativeHandles.of(tensor))
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining("'operands'");
    }
  }

  @Test
  void aClosedQueueHasNone() {
    OpenClMachine.assumeDevice();
    try (Backend backend = open()) {
      CommandQueue queue = backend.newQueue("shared");
      queue.close();
      assertThatThrownBy(() -> NativeHandles.of(queue))
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining("'shared'");
    }
  }

  @Test
  void aQueueOfAnotherBackendHasNone() {
    CommandQueue other =
        (CommandQueue)
            Proxy.newProxyInstance(
                CommandQueue.class.getClassLoader(),
                new Class<?>[] {CommandQueue.class},
                (_, method, _) -> method.getName().equals("name") ? "other" : null);
    assertThatThrownBy(() -> NativeHandles.of(other))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("queue 'other' is of another backend than gpu-opencl");
  }

  @Test
  void aShapeHasNone() {
    assertThatThrownBy(() -> NativeHandles.of(Tensor.shapeOnly(DType.F32, 5)))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("without memory");
  }

  private static Backend open() {
    OpenClProvider provider = Session.provider(new JoclCalls());
    return provider.open(Session.device(provider), Session.options());
  }

  /** clEnqueueFillBuffer. */
  public interface FillBuffer {
    int call(
        MemorySegment queue,
        MemorySegment memory,
        MemorySegment pattern,
        long patternSize,
        long offset,
        long size,
        int waits,
        MemorySegment waitList,
        MemorySegment event);
  }

  private static void fill(CommandQueue queue, Tensor tensor) {
    NativeHandles.Place place = NativeHandles.of(tensor);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pattern = arena.allocateFrom(JAVA_FLOAT, FILLED);
      int status =
          fillBuffer(arena)
              .call(
                  NativeHandles.of(queue),
                  place.memory(),
                  pattern,
                  pattern.byteSize(),
                  place.byteOffset(),
                  tensor.byteSize(),
                  0,
                  MemorySegment.NULL,
                  MemorySegment.NULL);
      assertThat(status).isZero();
    }
  }

  @SuppressWarnings("restricted") // another library of OpenCL is what this stands for
  private static FillBuffer fillBuffer(Arena arena) {
    SymbolLookup library = SymbolLookup.libraryLookup(ClLibrary.names().getFirst(), arena);
    FunctionDescriptor form =
        FunctionDescriptor.of(
            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS,
            ADDRESS);
    return MethodHandleProxies.asInterfaceInstance(
        FillBuffer.class,
        Linker.nativeLinker()
            .downcallHandle(library.find("clEnqueueFillBuffer").orElseThrow(), form));
  }
}
