package dev.heed.gpu.opencl.launch;

import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Where the sequences of a batch lie, brought to the device once for all layers of a pass: the last
 * few plans stay there. Each has memory of its own, which the next plan takes over where it fits.
 */
public final class Plans implements AutoCloseable {
  private static final int KEPT = 12;

  private final Supplier<Scope> memory;
  private final BiConsumer<MemorySegment, Tensor> upload;
  private final Map<Object, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

  /** Of plans that could not be made. */
  private final Deque<Scope> spare = new ArrayDeque<>();

  private record Plan(Scope scope, Tensor ints) {}

  /**
   * Nothing is held yet.
   *
   * @param memory makes scopes that this closes
   * @param upload in the order of the queue's launches
   */
  public Plans(Supplier<Scope> memory, BiConsumer<MemorySegment, Tensor> upload) {
    this.memory = memory;
    this.upload = upload;
  }

  /** I32: the starts, then the lengths. */
  Tensor spans(SeqSpans spans) {
    return plan(
        spans,
        () -> {
          int[] ints = new int[2 * spans.count()];
          for (int s = 0; s < spans.count(); s++) {
            ints[s] = spans.start(s);
            ints[spans.count() + s] = spans.length(s);
          }
          return ints;
        });
  }

  /** The ints of a plan, made where none with this key is there. */
  Tensor plan(Object key, Supplier<int[]> ints) {
    Plan plan = plans.get(key);
    if (plan == null) {
      plan = newPlan(ints.get());
      plans.put(key, plan);
    }
    return plan.ints;
  }

  private Plan newPlan(int[] ints) {
    Scope scope = takeScope();
    try {
      Tensor tensor = scope.allocate(DType.I32, ints.length);
      upload.accept(MemorySegment.ofArray(ints), tensor);
      return new Plan(scope, tensor);
    } catch (RuntimeException | Error e) {
      spare.push(scope); // Not closed: an upload may still run in it.
      throw e;
    }
  }

  private Scope takeScope() {
    if (!spare.isEmpty()) {
      Scope scope = spare.pop();
      scope.reset();
      return scope;
    }
    return plans.size() < KEPT ? memory.get() : takeOldest();
  }

  private Scope takeOldest() {
    Iterator<Plan> oldest = plans.values().iterator();
    Scope scope = oldest.next().scope;
    oldest.remove();
    scope.reset();
    return scope;
  }

  @Override
  public void close() {
    plans.values().forEach(plan -> plan.scope.close());
    plans.clear();
    spare.forEach(Scope::close);
    spare.clear();
  }
}
