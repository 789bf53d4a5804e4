package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.ClosedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jspecify.annotations.Nullable;

/**
 * A kernel with its arguments, for one queue. Setting an argument costs a microsecond, so that one
 * which has not changed is not set again. Not thread-safe.
 */
public final class ClKernel extends ClObject {
  private static final int WORDS = 4;

  /** Marks an argument in {@link #sizes} that is local memory. */
  private static final int LOCAL = -1;

  private final ClContext context;
  private final String name;
  private final cl_kernel handle;
  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(WORDS * Long.BYTES).order(ByteOrder.nativeOrder());
  private final Pointer pointer = Pointer.to(bytes);

  /** What was set: a buffer, or the size and words of a value. */
  private @Nullable ClBuffer[] buffers = new @Nullable ClBuffer[16];

  private int[] sizes = new int[16];
  private long[] words = new long[16 * WORDS];
  private int next;

  ClKernel(ClContext context, String name, cl_kernel handle) {
    this.context = context;
    this.name = name;
    this.handle = handle;
  }

  /** What its source calls it. */
  public String name() {
    return name;
  }

  /** The arguments that follow are given from the first one on. */
  public ClKernel begin() {
    next = 0;
    return this;
  }

  /** The next argument, a buffer. */
  public ClKernel buffer(ClBuffer value) {
    int index = take();
    if (!value.equals(buffers[index])) {
      buffers[index] = null;
      Lock inUse = context.buffersInUse().readLock();
      inUse.lock();
      try {
        if (!value.isOpen()) {
          throw goneOperand();
        }
        set(index, Sizeof.cl_mem, value.argument());
      } finally {
        inUse.unlock();
      }
      buffers[index] = value;
    }
    return this;
  }

  /** The next argument, an int. */
  public ClKernel value(int value) {
    return value(Integer.BYTES, value, 0, 0, 0);
  }

  /** The next argument, a float. */
  public ClKernel value(float value) {
    return value(Integer.BYTES, Float.floatToRawIntBits(value), 0, 0, 0);
  }

  /** The next argument, a long. */
  public ClKernel value(long value) {
    return value(Long.BYTES, value, 0, 0, 0);
  }

  /** The next argument, an int4. */
  public ClKernel int4(int x, int y, int z, int w) {
    return value(4 * Integer.BYTES, pair(x, y), pair(z, w), 0, 0);
  }

  /** The next argument, a long4. */
  public ClKernel long4(long x, long y, long z, long w) {
    return value(4 * Long.BYTES, x, y, z, w);
  }

  /** The next argument, local memory of a work-group. */
  public ClKernel localMemory(long size) {
    int index = take();
    if (words[index * WORDS] != size || sizes[index] != LOCAL) {
      sizes[index] = 0;
      set(index, size, null);
      words[index * WORDS] = size;
      sizes[index] = LOCAL;
    }
    return this;
  }

  private static long pair(int low, int high) {
    return Integer.toUnsignedLong(low) | ((long) high << 32);
  }

  private ClKernel value(int size, long x, long y, long z, long w) {
    int index = take();
    int at = index * WORDS;
    boolean same =
        sizes[index] == size
            && words[at] == x
            && words[at + 1] == y
            && words[at + 2] == z
            && words[at + 3] == w;
    if (!same) {
      sizes[index] = 0;
      if (size == Integer.BYTES) {
        bytes.putInt(0, (int) x);
      } else {
        bytes.putLong(0, x).putLong(8, y).putLong(16, z).putLong(24, w);
      }
      set(index, size, pointer);
      words[at] = x;
      words[at + 1] = y;
      words[at + 2] = z;
      words[at + 3] = w;
      sizes[index] = size;
    }
    return this;
  }

  private int take() {
    int index = next++;
    if (index == buffers.length) {
      buffers = Arrays.copyOf(buffers, 2 * index);
      sizes = Arrays.copyOf(sizes, 2 * index);
      words = Arrays.copyOf(words, 2 * index * WORDS);
    }
    return index;
  }

  private void set(int index, long size, @Nullable Pointer value) {
    try {
      context.calls().setKernelArg(handle, index, size, value);
    } catch (ClError e) {
      throw ClFailures.launch(
          context.hasFailed(),
          e,
          "%s: argument %d of kernel '%s', %d bytes".formatted(context.id(), index, name, size));
    }
  }

  ClosedException goneOperand() {
    return new ClosedException(
        "kernel '%s': the memory of an operand is gone: its scope was reset or closed"
            .formatted(name));
  }

  /** False when a buffer among the arguments has been released. */
  boolean hasItsBuffers() {
    for (int index = 0; index < next; index++) {
      ClBuffer buffer = buffers[index];
      if (buffer != null && !buffer.isOpen()) {
        return false;
      }
    }
    return true;
  }

  /** Most work-items that a group of this kernel may have, for the text of another error. */
  String describeMaxWorkGroup() {
    try {
      long most = context.calls().getKernelWorkGroupSize(handle, context.device().device());
      return "%,d".formatted(most);
    } catch (ClError e) {
      return "an unknown number";
    }
  }

  cl_kernel handle() {
    refuseIfClosed();
    return handle;
  }

  @Override
  protected void release() {
    context.calls().releaseKernel(handle);
  }

  @Override
  protected String what() {
    return "kernel '%s' of %s".formatted(name, context.id());
  }
}
