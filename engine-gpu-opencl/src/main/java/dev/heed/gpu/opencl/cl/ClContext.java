package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.MemoryLimitException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jocl.CL;
import org.jocl.cl_context;
import org.jspecify.annotations.Nullable;

/** One device, opened: makes buffers, queues and programs. Thread-safe. */
public final class ClContext extends ClObject {
  private final ClCalls calls;
  private final ClDevice device;
  private final String id;
  private final cl_context handle;
  private volatile boolean failed;

  /**
   * Held for reading while a command that names buffers is enqueued, for writing while a buffer is
   * released: the driver keeps what is enqueued, but looks at a handle that is gone.
   */
  private final ReadWriteLock buffersInUse = new ReentrantReadWriteLock();

  /**
   * Opens a device.
   *
   * @param id what error texts call it, such as {@code gpu-opencl:0}
   */
  public ClContext(ClCalls calls, ClDevice device, String id) {
    this.calls = calls;
    this.device = device;
    this.id = id;
    try {
      this.handle = calls.createContext(device.platform(), device.device());
    } catch (ClError e) {
      throw ClFailures.lostOr(
          DeviceException.Kind.DEVICE_LOST,
          e,
          "%s: %s cannot be opened".formatted(id, device.name()));
    }
  }

  /** The device. */
  public ClDevice device() {
    return device;
  }

  /** What error texts call the device. */
  public String id() {
    return id;
  }

  /**
   * New memory on the device.
   *
   * @throws MemoryLimitException when the device has not enough
   */
  public ClBuffer newBuffer(long size) {
    try {
      return new ClBuffer(this, calls.createBuffer(handle, CL.CL_MEM_READ_WRITE, size), size);
    } catch (ClError e) {
      throw ClFailures.lostOr(
          DeviceException.Kind.TRANSFER,
          e,
          "%s: could not make a buffer of %,d bytes".formatted(id, size));
    }
  }

  /** A line of work, in order. */
  public ClQueue newQueue() {
    try {
      return new ClQueue(this, calls.createCommandQueue(handle, device.device()));
    } catch (ClError e) {
      throw ClFailures.lostOr(
          DeviceException.Kind.LAUNCH, e, "%s: could not make a queue".formatted(id));
    }
  }

  /**
   * Compiles a program.
   *
   * @throws DeviceException with the compiler's log and the lines that it speaks of
   */
  public ClProgram build(String name, String source, String options) {
    return ClProgram.fromSource(this, name, source, options);
  }

  /**
   * A program that was compiled before.
   *
   * @return null when the driver does not take it
   */
  public @Nullable ClProgram load(String name, byte[] binary, String options) {
    return ClProgram.fromBinary(this, name, binary, options);
  }

  /** Work that was enqueued has failed: what the driver answers from now on may come of that. */
  void noteFailure() {
    failed = true;
  }

  boolean hasFailed() {
    return failed;
  }

  ClCalls calls() {
    return calls;
  }

  cl_context handle() {
    refuseIfClosed();
    return handle;
  }

  ReadWriteLock buffersInUse() {
    return buffersInUse;
  }

  @Override
  protected void release() {
    calls.releaseContext(handle);
  }

  @Override
  protected String what() {
    return "context of " + id;
  }
}
