package dev.heed.gpu.opencl.memory;

import dev.heed.engine.error.MemoryLimitException;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one device: how many bytes scopes hold, and blocks that were given back and wait
 * for the next scope. Sizes come in classes, eight to a power of two, so that a block serves again.
 * What waits counts towards the limit too, but goes as soon as anyone needs the room. Thread-safe.
 */
public final class DeviceMemory implements AutoCloseable {
  /** No block is smaller. */
  private static final long SMALLEST = 64 << 10;

  private final ClContext context;
  private final long limit;
  private final long mostWaiting;
  private final boolean apart;
  private final Consumer<ClBuffer> firstUse;
  private final NavigableMap<Long, Deque<ClBuffer>> waiting = new TreeMap<>();
  private long held;
  private long waitingBytes;

  /** Nothing is held yet; a block may serve many tensors, and is there as soon as it is made. */
  DeviceMemory(ClContext context, long limit, long mostWaiting) {
    this(context, limit, mostWaiting, false, _ -> {});
  }

  /**
   * Nothing is held yet.
   *
   * @param limit most bytes; 0 for what the device has
   * @param mostWaiting most bytes that wait for the next scope
   * @param apart a block for each tensor, of just its bytes, for checkers
   * @param firstUse makes the device find the memory of a new block now: some drivers look for it
   *     only when a block is used, where nobody could give any back
   */
  public DeviceMemory(
      ClContext context, long limit, long mostWaiting, boolean apart, Consumer<ClBuffer> firstUse) {
    this.context = context;
    this.limit = limit == 0 ? context.device().globalMemory() : limit;
    this.mostWaiting = mostWaiting;
    this.apart = apart;
    this.firstUse = firstUse;
  }

  /** Bytes of the block that serves so many. */
  static long sizeClass(long bytes) {
    if (bytes <= SMALLEST) {
      return SMALLEST;
    }
    long step = Math.max(Long.highestOneBit(bytes - 1) / 8, 1);
    return (bytes + step - 1) / step * step;
  }

  /** True when no block serves two tensors. */
  boolean isApart() {
    return apart;
  }

  /** Most bytes that one block can have. */
  long largest() {
    return context.device().maxAllocation();
  }

  /**
   * A block of at least so many bytes.
   *
   * @param reserved bytes that the scope holds in the ledger already
   * @throws MemoryLimitException with the numbers
   */
  synchronized ClBuffer take(long bytes, long reserved, String scope) {
    if (bytes > largest()) {
      throw new MemoryLimitException(
          "%s: could not allocate %,d bytes in scope '%s': the device gives at most %,d in one piece;"
                  .formatted(context.id(), bytes, scope, largest())
              + " use smaller batches, or a device with more memory");
    }
    long size = apart ? Math.max(bytes, 1) : Math.min(sizeClass(bytes), largest());
    long more = Math.max(0, size - reserved);
    if (more > limit - held) {
      throw new MemoryLimitException(
          "%s: could not allocate %,d bytes in scope '%s', in a block of %,d: %,d of the limit of %,d"
                  .formatted(context.id(), bytes, scope, size, held, limit)
              + " are in use; use smaller batches or fewer sessions, or raise the limit");
    }
    ClBuffer block = takeWaiting(size);
    if (block == null) {
      trim(limit - held - more);
      block = create(size, scope);
    }
    held += more;
    return block;
  }

  private ClBuffer create(long size, String scope) {
    if (waitingBytes > 0) {
      try {
        return used(context.newBuffer(size));
      } catch (MemoryLimitException e) {
        trim(0); // What waits may be what is missing.
      }
    }
    try {
      return used(context.newBuffer(size));
    } catch (MemoryLimitException e) {
      throw new MemoryLimitException(
          "%s: could not allocate %,d bytes in scope '%s' (%,d are in use here, of the device's %,d): %s"
              .formatted(
                  context.id(), size, scope, held, context.device().globalMemory(), e.getMessage()),
          e);
    }
  }

  private ClBuffer used(ClBuffer block) {
    try {
      firstUse.accept(block);
      return block;
    } catch (RuntimeException | Error e) {
      block.close();
      throw e;
    }
  }

  private @Nullable ClBuffer takeWaiting(long size) {
    Deque<ClBuffer> blocks = waiting.get(size);
    if (blocks == null) {
      return null;
    }
    ClBuffer block = blocks.removeLast();
    if (blocks.isEmpty()) {
      waiting.remove(size);
    }
    waitingBytes -= size;
    return block;
  }

  /** A block that a scope needs no more; the ledger keeps counting it. */
  synchronized void giveBack(ClBuffer block) {
    waiting.computeIfAbsent(block.size(), size -> new ArrayDeque<>()).addLast(block);
    waitingBytes += block.size();
    trim(Math.min(mostWaiting, limit - held + block.size()));
  }

  /** Bytes that a scope held in the ledger and needs no more. */
  synchronized void forget(long bytes) {
    held -= bytes;
    trim(Math.min(mostWaiting, limit - held));
  }

  /** Releases what waits, the largest first, until at most so many bytes do. */
  private void trim(long most) {
    while (waitingBytes > most) {
      Map.Entry<Long, Deque<ClBuffer>> largest = waiting.lastEntry();
      ClBuffer block = takeWaiting(largest.getKey());
      if (block != null) {
        block.close();
      }
    }
  }

  /** Most bytes that scopes can hold. */
  public long limit() {
    return limit;
  }

  /** Bytes that scopes hold. */
  public synchronized long held() {
    return held;
  }

  /** Bytes that wait for the next scope. */
  public synchronized long waiting() {
    return waitingBytes;
  }

  /** After every scope. */
  @Override
  public synchronized void close() {
    trim(0);
  }
}
