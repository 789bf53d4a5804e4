package dev.heed.engine.host;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that the JVM can address: a window of a heap array, or a mapped file. Heap memory is a
 * float[], int[], short[] or byte[] as fits the element type, so that kernels can take the array
 * itself; {@link #segment} serves both, and is the way to quantized types.
 */
public final class HostBuffer implements Buffer {
  private final long byteSize;
  private final int base;
  private final String scope;
  private final Object owner;

  /** Null once dead: a tensor that is kept for longer must not keep the array. */
  private volatile @Nullable Memory memory;

  /** One value, so that whoever reads it sees both or none. */
  private record Memory(MemorySegment segment, @Nullable Object array) {}

  HostBuffer(MemorySegment segment, @Nullable Object array, int base, String scope, Object owner) {
    this.memory = new Memory(segment, array);
    this.byteSize = segment.byteSize();
    this.base = base;
    this.scope = scope;
    this.owner = owner;
  }

  /** The host buffer of a tensor; an error when it has none. */
  public static HostBuffer of(Tensor tensor) {
    Buffer buffer = tensor.buffer();
    if (buffer instanceof HostBuffer host) {
      if (!host.isAlive()) {
        throw new ClosedException(
            "tensor %s: scope '%s' was reset or closed".formatted(tensor, host.scope));
      }
      return host;
    }
    throw new InvalidOpException(
        buffer == null
            ? "tensor " + tensor + " is a shape without memory; allocate it in a scope"
            : "tensor " + tensor + " lies in scope '" + buffer.scope() + "' of another backend");
  }

  /** The array of an F32 heap tensor; an error for mapped files and other types. */
  public static float[] floats(Tensor tensor) {
    if (tensor.dtype() == DType.F32 && of(tensor).memory().array instanceof float[] floats) {
      return floats;
    }
    throw new InvalidOpException("tensor " + tensor + " is not F32 in a heap array");
  }

  /** The array of an I32 heap tensor; an error for mapped files and other types. */
  public static int[] ints(Tensor tensor) {
    if (tensor.dtype() == DType.I32 && of(tensor).memory().array instanceof int[] ints) {
      return ints;
    }
    throw new InvalidOpException("tensor " + tensor + " is not I32 in a heap array");
  }

  /** The array of an F16 or BF16 heap tensor; an error for mapped files and other types. */
  public static short[] shorts(Tensor tensor) {
    boolean fits = tensor.dtype() == DType.F16 || tensor.dtype() == DType.BF16;
    if (fits && of(tensor).memory().array instanceof short[] shorts) {
      return shorts;
    }
    throw new InvalidOpException("tensor " + tensor + " is not F16 or BF16 in a heap array");
  }

  /** The array of an I8 or U8 heap tensor; an error for mapped files and other types. */
  public static byte[] bytes(Tensor tensor) {
    boolean fits = tensor.dtype() == DType.I8 || tensor.dtype() == DType.U8;
    if (fits && of(tensor).memory().array instanceof byte[] bytes) {
      return bytes;
    }
    throw new InvalidOpException("tensor " + tensor + " is not I8 or U8 in a heap array");
  }

  /** True when {@link #floats} or {@link #ints} would give an array; false for mapped files. */
  public static boolean isOnHeap(Tensor tensor) {
    return of(tensor).memory().array != null;
  }

  /** Where element (0, …, 0) of a heap tensor that is not quantized lies in its array. */
  public static int offset(Tensor tensor) {
    return Math.toIntExact(of(tensor).base + tensor.layout().offset());
  }

  /** All bytes of this buffer; element e of a tensor is at byte {@code dtype.bytes(e)}. */
  public MemorySegment segment() {
    return memory().segment;
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  @Override
  public String scope() {
    return scope;
  }

  @Override
  public boolean isAlive() {
    return memory != null;
  }

  @Override
  public Object owner() {
    return owner;
  }

  /** Where this buffer starts in its array, in elements. */
  int base() {
    return base;
  }

  void die() {
    memory = null;
  }

  private Memory memory() {
    Memory held = memory;
    if (held == null) {
      throw new ClosedException("scope '" + scope + "' was reset or closed");
    }
    return held;
  }
}
