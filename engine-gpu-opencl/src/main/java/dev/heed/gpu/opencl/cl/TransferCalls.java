package dev.heed.gpu.opencl.cl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import org.jocl.NativePointerObject;
import org.jocl.cl_command_queue;
import org.jocl.cl_mem;

/**
 * clEnqueueReadBuffer and clEnqueueWriteBuffer that do not wait, past JOCL: its own make an event
 * for each such transfer and a thread of JOCL's wait for it, which runs into calls of ours in
 * drivers that take one thread at a time (Oclgrind), spins in those that wait by spinning, and
 * prints what goes wrong.
 */
final class TransferCalls {
  private static final MemorySegment NONE = MemorySegment.NULL;
  private static final int NO_WAIT = 0;

  private final Enqueue read = enqueue("clEnqueueReadBuffer");
  private final Enqueue write = enqueue("clEnqueueWriteBuffer");

  /** Either function, as it stands in the header of OpenCL. */
  @FunctionalInterface
  public interface Enqueue {
    /** Gives a status. */
    int with(
        MemorySegment queue,
        MemorySegment buffer,
        int blocking,
        long offset,
        long size,
        MemorySegment host,
        int waitCount,
        MemorySegment waitList,
        MemorySegment event);
  }

  @SuppressWarnings("restricted") // The probe asks first whether native access was granted.
  private static Enqueue enqueue(String name) {
    FunctionDescriptor form =
        FunctionDescriptor.of(
            JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS,
            ADDRESS);
    return MethodHandleProxies.asInterfaceInstance(
        Enqueue.class, Linker.nativeLinker().downcallHandle(ClLibrary.function(name), form));
  }

  /** Buffer bytes from {@code offset} on → host, which must stay until the queue has done it. */
  int read(cl_command_queue queue, cl_mem buffer, long offset, MemorySegment host) {
    return read.with(at(queue), at(buffer), NO_WAIT, offset, host.byteSize(), host, 0, NONE, NONE);
  }

  /** Host → buffer bytes from {@code offset} on; host must stay as it is until then. */
  int write(cl_command_queue queue, cl_mem buffer, long offset, MemorySegment host) {
    return write.with(at(queue), at(buffer), NO_WAIT, offset, host.byteSize(), host, 0, NONE, NONE);
  }

  private static MemorySegment at(NativePointerObject handle) {
    return MemorySegment.ofAddress(handle.getNativePointer());
  }
}
