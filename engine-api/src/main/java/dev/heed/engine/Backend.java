package dev.heed.engine;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

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
   * Brings a weight into this backend's own order, once at load. Waits for what every queue was
   * given before; when it returns, any queue may use the packed form.
   *
   * <p>Matrices with the same columns that lie one after the other in one tensor, such as those of
   * queries, keys and values, are packed as one.
   *
   * @param weight [rows, columns] of a type that {@link #packs}; not needed any more afterwards
   *     unless {@link PackedWeight#format} says plain
   * @param into the scope that owns the packed form
   * @throws dev.heed.engine.error.UnsupportedOpException for a quantized type that it does not pack
   */
  PackedWeight pack(Tensor weight, Scope into);

  /**
   * Whether {@link #pack} takes weights of this type, and keeps them in no more memory than the
   * type needs by much: F32, F16 and BF16 always, a quantized type where it has kernels for it.
   */
  default boolean packs(DType type) {
    return type.isFloating();
  }

  /**
   * Memory that {@link #pack} takes for a weight [rows, columns] whose numbers are nothing out of
   * the way, in bytes: known before there is a weight, so that a model states what it needs. The
   * default says that a weight stays as large as it is.
   *
   * @param type one that {@link #packs}
   */
  default long packedBytes(DType type, int rows, int columns) {
    return type.bytes((long) rows * columns);
  }

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

  /**
   * Finds the fastest kernels for this device, uses them for what is run from then on, and keeps
   * the verdict for later processes where it can. Chooses among kernels with equal bits only, so
   * that no result changes, and runs only when it is called: never at opening or in the course of
   * work. May take minutes, with the device to itself; what others run meanwhile spoils the
   * verdict, not their results.
   *
   * @param progress hears what is tried, again and again, on the thread that called
   * @return one verdict for each kernel and class of shapes; empty where there is nothing to tune
   */
  default List<TuningVerdict> tune(Consumer<String> progress) {
    return List.of();
  }

  /**
   * Most bytes that all scopes and queues together can hold: the limit of the options, or what the
   * Java heap or the device has where that is less. Whoever needs more will not get it; others may
   * have a part of it, so that less may fail too.
   *
   * @return empty where the backend does not know
   */
  default OptionalLong capacity() {
    long limit = options().memoryLimit();
    return limit > 0 ? OptionalLong.of(limit) : OptionalLong.empty();
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
