package dev.heed.gpu.opencl.memory;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClBuffer;

/** A part of a block of the device: what the tensors of a scope name. */
public final class DeviceBuffer implements Buffer {
  private final ClBuffer block;
  private final long start;
  private final long byteSize;
  private final String scope;
  private final Object owner;
  private final boolean mapped;
  private volatile boolean alive = true;

  DeviceBuffer(
      ClBuffer block, long start, long byteSize, String scope, Object owner, boolean mapped) {
    this.block = block;
    this.start = start;
    this.byteSize = byteSize;
    this.scope = scope;
    this.owner = owner;
    this.mapped = mapped;
  }

  /** The device buffer of a tensor; an error when it has none, or none any more. */
  public static DeviceBuffer of(Tensor tensor) {
    Buffer buffer = tensor.buffer();
    if (buffer instanceof DeviceBuffer device) {
      if (!device.alive) {
        throw new ClosedException(
            "tensor %s: scope '%s' was reset or closed".formatted(tensor, device.scope));
      }
      return device;
    }
    throw new InvalidOpException(
        buffer == null
            ? "tensor " + tensor + " is a shape without memory; allocate it in a scope"
            : "tensor " + tensor + " lies in scope '" + buffer.scope() + "' of another backend");
  }

  /** The block that this is a part of. */
  public ClBuffer block() {
    return block;
  }

  /** Where it starts in its block, in bytes; a multiple of {@link DeviceScope#ALIGNMENT}. */
  public long start() {
    return start;
  }

  /** True for what the user's bytes were copied to: never written by an op. */
  public boolean isMapped() {
    return mapped;
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
    return alive;
  }

  @Override
  public Object owner() {
    return owner;
  }

  void die() {
    alive = false;
  }
}
