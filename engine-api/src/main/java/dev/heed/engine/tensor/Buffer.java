package dev.heed.engine.tensor;

/**
 * Memory that a scope of one backend owns. Tensors name a buffer and never own it; how a kernel
 * reaches the bytes is the backend's own business.
 */
public interface Buffer {
  /** Bytes in this buffer. */
  long byteSize();

  /** Name of the owning scope, for error texts. */
  String scope();

  /** True until the owning scope is reset or closed. */
  boolean isAlive();

  /** Identity of the backend that made the buffer: a tensor of another backend is refused. */
  Object owner();
}
