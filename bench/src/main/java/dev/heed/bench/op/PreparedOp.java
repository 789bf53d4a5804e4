package dev.heed.bench.op;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.op.Op;
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
    return switch (backend.support(op)) {
      case Support.Dedicated dedicated -> dedicated.kernel();
      case Support.Composed composed -> "composed: " + composed.from();
      case Support.Unsupported none -> "unsupported: " + none.why();
    };
  }

  /** What the last run wrote. */
  float[] result() {
    Tensor out = op.outputs().getFirst();
    float[] values = new float[Math.toIntExact(out.elements())];
    queue.download(out, MemorySegment.ofArray(values));
    return values;
  }

  /** Throws unless this op's result is that of another backend. */
  void checkAgainst(PreparedOp other) {
    run();
    other.run();
    float[] ours = result();
    float[] theirs = other.result();
    double largest = 0;
    double distance = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      double here = Math.abs(ours[i] - theirs[i]);
      distance = here <= distance ? distance : here;
    }
    if (!(distance <= TOLERANCE * largest)) {
      throw new IllegalStateException(
          "%s is wrong: it is %g away from %s, whose largest value is %g"
              .formatted(name, distance, other.name, largest));
    }
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
    backend.close();
  }
}
