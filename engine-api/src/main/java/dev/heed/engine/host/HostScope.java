package dev.heed.engine.host;

import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A scope of heap arrays and mapped files. */
public final class HostScope implements Scope {
  private final String name;
  private final HostBackend backend;
  private final HeapArena<float[]> floats;
  private final HeapArena<int[]> ints;
  private final HeapArena<short[]> shorts;
  private final HeapArena<byte[]> bytes;
  private final List<HostBuffer> live = new ArrayList<>();
  private boolean closed;

  HostScope(String name, HostBackend backend, MemoryBudget budget) {
    this.name = name;
    this.backend = backend;
    this.floats = new HeapArena<>(4, float[]::new, MemorySegment::ofArray, budget, name);
    this.ints = new HeapArena<>(4, int[]::new, MemorySegment::ofArray, budget, name);
    this.shorts = new HeapArena<>(2, short[]::new, MemorySegment::ofArray, budget, name);
    this.bytes = new HeapArena<>(1, byte[]::new, MemorySegment::ofArray, budget, name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Tensor allocate(DType dtype, Layout layout) {
    refuseIfClosed();
    Tensor shape = new Tensor(null, dtype, layout);
    long elements = layout.end();
    HostBuffer buffer =
        switch (dtype) {
          case F32 -> floats.allocate(elements, backend);
          case I32 -> ints.allocate(elements, backend);
          case F16, BF16 -> shorts.allocate(elements, backend);
          case I8, U8 -> bytes.allocate(elements, backend);
          case Q8_0, Q4_0, Q4_1 -> bytes.allocate(dtype.bytes(elements), backend);
        };
    live.add(buffer);
    return new Tensor(buffer, dtype, shape.layout());
  }

  @Override
  public synchronized Tensor map(MemorySegment source, DType dtype, Layout layout) {
    refuseIfClosed();
    long needed = dtype.bytes(layout.end());
    if (source.byteSize() < needed) {
      throw new InvalidOpException(
          "scope '%s': %s %s needs %,d bytes, but the segment has %,d"
              .formatted(name, dtype, layout, needed, source.byteSize()));
    }
    HostBuffer buffer = new HostBuffer(source, null, 0, name, backend);
    live.add(buffer);
    return new Tensor(buffer, dtype, layout);
  }

  @Override
  public synchronized void reset() {
    refuseIfClosed();
    forgetTensors();
    floats.reset();
    ints.reset();
    shorts.reset();
    bytes.reset();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      forgetTensors();
      floats.drop();
      ints.drop();
      shorts.drop();
      bytes.drop();
    }
    backend.forget(this);
  }

  private void forgetTensors() {
    for (HostBuffer buffer : live) {
      buffer.die();
    }
    live.clear();
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("scope '" + name + "' is closed");
    }
  }
}
