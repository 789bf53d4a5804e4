package dev.heed.bench.op;

import dev.heed.bench.HeedQueue;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** An op with its memory on an open backend, ready to run again and again. */
final class PreparedOp implements AutoCloseable {
  /** Largest distance of two backends, as a part of the largest value; F32 is near 1e-6. */
  private static final double TOLERANCE = 2e-5;

  private final String name;
  private final Backend backend;
  private final Scope scope;
  private final CommandQueue queue;
  private final Op op;

  PreparedOp(OpCase opCase, String backendName, int threads) {
    name = opCase.name() + " on " + backendName;
    backend =
        Backends.installed()
            .choose(BackendRequest.named(backendName))
            .open(BackendOptions.DEFAULT.withThreads(threads));
    scope = backend.newScope("benchmark");
    queue = backend.newQueue("benchmark");
    op = opCase.builder().build(new Operands(backend, scope, queue));
  }

  /** Runs the op and waits for it. */
  void run() {
    queue.run(op);
    queue.synchronize();
  }

  /** The kernel that runs, or the ops it is composed of. */
  String kernel() {
    return HeedQueue.kernel(backend, op);
  }

  /** Throws unless every output of this op is that of another backend. */
  void checkAgainst(PreparedOp other) {
    run();
    other.run();
    for (int o = 0; o < op.outputs().size(); o++) {
      requireSame(
          name, read(op.outputs().get(o)), other.name, other.read(other.op.outputs().get(o)));
    }
  }

  static void requireSame(String name, float[] ours, String other, float[] theirs) {
    double distance = 0;
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      // Math.max keeps a NaN.
      distance = Math.max(distance, Math.abs((double) ours[i] - theirs[i]));
      largest = Math.max(largest, Math.abs(theirs[i]));
    }
    if (!(distance <= TOLERANCE * largest)) {
      throw new IllegalStateException(
          "%s is wrong: it is %g away from %s, whose largest value is %g"
              .formatted(name, distance, other, largest));
    }
  }

  private float[] read(Tensor out) {
    float[] values = new float[Math.toIntExact(out.elements())];
    if (out.dtype() == DType.I32) {
      int[] whole = new int[values.length];
      queue.download(out, MemorySegment.ofArray(whole));
      for (int i = 0; i < whole.length; i++) {
        values[i] = whole[i];
      }
    } else {
      queue.download(out, MemorySegment.ofArray(values));
    }
    return values;
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
    backend.close();
  }
}
