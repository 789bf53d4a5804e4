package dev.heed.gpu.opencl.memory;

import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Parts of blocks, handed out one after the other. After a reset the same blocks serve again;
 * should the last round have needed several, the next one gets a single block of their common size,
 * so that a steady load makes no new ones.
 */
public final class DeviceScope implements Scope {
  /** Parts start at multiples of so many bytes: a line of any device's cache, and any vector. */
  public static final int ALIGNMENT = 256;

  private final String name;
  private final Object owner;
  private final DeviceMemory memory;
  private final Upload upload;
  private final Consumer<DeviceScope> whenClosed;
  private final boolean ofQueue;
  private final List<Block> blocks = new ArrayList<>();
  private final List<DeviceBuffer> live = new ArrayList<>();

  /** Bytes that the ledger counts and no block has: those of blocks that are to be one. */
  private long reserved;

  private boolean closed;

  private static final class Block {
    final ClBuffer buffer;
    long used;

    Block(ClBuffer buffer) {
      this.buffer = buffer;
    }
  }

  /** Copies bytes to the start of a block, and waits. */
  public interface Upload {
    /** All of the bytes. */
    void copy(MemorySegment from, ClBuffer to, long at);
  }

  /**
   * Nothing is held yet.
   *
   * @param owner the backend, for {@link DeviceBuffer#owner}
   * @param upload what mapped files pass through
   * @param ofQueue true when a reset comes before the ops have run: the next ops of the queue may
   *     have the memory, but no other queue's
   * @param whenClosed told once
   */
  public DeviceScope(
      String name,
      Object owner,
      DeviceMemory memory,
      Upload upload,
      boolean ofQueue,
      Consumer<DeviceScope> whenClosed) {
    this.name = name;
    this.owner = owner;
    this.memory = memory;
    this.upload = upload;
    this.ofQueue = ofQueue;
    this.whenClosed = whenClosed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Tensor allocate(DType dtype, Layout layout) {
    refuseIfClosed();
    return new Tensor(part(dtype.bytes(layout.end()), false), dtype, layout);
  }

  /** A copy on the device: made at once, so that the source may go. */
  @Override
  public synchronized Tensor map(MemorySegment bytes, DType dtype, Layout layout) {
    refuseIfClosed();
    long needed = dtype.bytes(layout.end());
    if (bytes.byteSize() < needed) {
      throw new InvalidOpException(
          "scope '%s': %s %s needs %,d bytes, but the segment has %,d"
              .formatted(name, dtype, layout, needed, bytes.byteSize()));
    }
    DeviceBuffer buffer = part(needed, true);
    upload.copy(bytes.asSlice(0, needed), buffer.block(), buffer.start());
    return new Tensor(buffer, dtype, layout);
  }

  private DeviceBuffer part(long bytes, boolean mapped) {
    Block block = blockWithRoom(bytes);
    DeviceBuffer part = new DeviceBuffer(block.buffer, block.used, bytes, name, owner, mapped);
    block.used = Math.min(block.buffer.size(), roundUp(block.used + bytes));
    live.add(part);
    return part;
  }

  private Block blockWithRoom(long bytes) {
    for (Block block : blocks) {
      if (!memory.isApart() && block.buffer.size() - block.used >= bytes) {
        return block;
      }
    }
    ClBuffer buffer = newBlock(bytes);
    reserved = Math.max(0, reserved - buffer.size());
    Block block = new Block(buffer);
    blocks.add(block);
    return block;
  }

  /** One block for all that the last round needed, where it can be had. */
  private ClBuffer newBlock(long bytes) {
    boolean asOne = !memory.isApart() && reserved > DeviceMemory.sizeClass(bytes);
    if (asOne && reserved <= memory.largest()) {
      try {
        return memory.take(reserved, reserved, name);
      } catch (MemoryLimitException e) {
        // Several, then: these it had before.
      }
    }
    return memory.take(bytes, reserved, name);
  }

  private static long roundUp(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  @Override
  public synchronized void reset() {
    refuseIfClosed();
    forgetTensors();
    long capacity = reserved + blocks.stream().mapToLong(block -> block.buffer.size()).sum();
    if (memory.isApart() || (blocks.size() > 1 && capacity <= memory.largest())) {
      for (Block block : blocks) {
        if (ofQueue) {
          block.buffer.close(); // The driver keeps it until the ops on it have ended.
        } else {
          memory.giveBack(block.buffer);
        }
      }
      blocks.clear();
      reserved = capacity;
    } else {
      blocks.forEach(block -> block.used = 0);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      forgetTensors();
      long bytes = reserved;
      reserved = 0;
      for (Block block : blocks) {
        bytes += block.buffer.size();
        memory.giveBack(block.buffer);
      }
      blocks.clear();
      memory.forget(bytes);
    }
    whenClosed.accept(this);
  }

  private void forgetTensors() {
    live.forEach(DeviceBuffer::die);
    live.clear();
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("scope '" + name + "' is closed");
    }
  }
}
