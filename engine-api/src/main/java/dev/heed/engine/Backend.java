package dev.heed.engine;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * One open device. Thread-safe: everything here may be called from any thread, and weights in its
 * scopes serve every queue. The bits of a result row depend on the row, the weights and the backend
 * alone: not on the batch, the number of threads, the load or how warm the JVM is.
 */
public interface Backend extends AutoCloseable {
  /** What this is. */
  DeviceInfo device();

  /** The options that are in force, with the number of threads filled in. */
  BackendOptions options();

  /** Memory that lives and dies together; the name appears in error texts. */
  Scope newScope(String name);

  /** A line of work; the name appears in error texts. */
  CommandQueue newQueue(String name);

  /**
   * How this op would run. Ops over shape-only tensors will do: a question needs no memory. The
   * answer depends on shapes and element types alone.
   */
  Support support(Op op);

  /**
   * Brings a weight into this backend's own order, once at load.
   *
   * @param weight F32, F16 or BF16 [rows, columns]; not needed any more afterwards unless {@link
   *     PackedWeight#format} says plain
   * @param into the scope that owns the packed form
   */
  PackedWeight pack(Tensor weight, Scope into);

  /**
   * Measures what its threads could do if arithmetic alone were the limit: F32 multiplications and
   * additions a second, in fused multiply–adds on registers. Takes about a second, and means little
   * on a machine that is busy.
   *
   * @return empty where the backend does not measure it
   */
  default OptionalDouble measureCeiling() {
    return OptionalDouble.empty();
  }

  /** What is held at this moment. */
  Usage usage();

  /**
   * Refuses new work, waits for what is queued, then closes queues and scopes, then itself. A
   * second close does nothing.
   */
  @Override
  void close();
}
