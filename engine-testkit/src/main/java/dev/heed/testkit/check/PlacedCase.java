package dev.heed.testkit.check;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.cases.Data;
import dev.heed.testkit.oracle.Held;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An op with its tensors in a backend's memory. */
final class PlacedCase {
  private final Op question;
  private final Data data;
  private final Placement placement;
  private final Backend backend;
  private final Scope scope;
  private final CommandQueue queue;
  private final Set<Tensor> outputs = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Tensor, Region> regions = new IdentityHashMap<>();
  private final IdentityHashMap<PackedWeight, PackedWeight> packed = new IdentityHashMap<>();
  private final Op op;

  /**
   * @param question the op over tensors without memory
   * @param data what they hold
   */
  PlacedCase(
      Op question,
      Data data,
      Placement placement,
      Backend backend,
      Scope scope,
      CommandQueue queue) {
    this.question = question;
    outputs.addAll(question.outputs());
    this.data = data;
    this.placement = placement;
    this.backend = backend;
    this.scope = scope;
    this.queue = queue;
    this.op = new Rewire(tensor -> region(tensor).view(), this::pack).apply(question);
  }

  /** The op in memory. */
  Op op() {
    return op;
  }

  /** Runs these ops, which together make the case, from a fresh start. */
  void run(List<Op> ops, @Nullable Float filling) {
    for (Tensor output : question.outputs()) {
      region(output).restore(queue, data.contents(output) == null ? filling : null);
    }
    for (Op part : ops) {
      queue.run(part);
    }
  }

  /** Runs the op. */
  void run() {
    run(List.of(op), null);
  }

  /** What the outputs hold now. */
  List<HostTensor> results() {
    List<HostTensor> results = new ArrayList<>();
    for (Tensor output : question.outputs()) {
      results.add(region(output).now(queue));
    }
    return results;
  }

  /** What the outputs held before the run. */
  List<HostTensor> before() {
    List<HostTensor> before = new ArrayList<>();
    for (Tensor output : question.outputs()) {
      before.add(region(output).before());
    }
    return before;
  }

  /** What the tensors of the question hold before the op runs. */
  Held held() {
    return new Held() {
      @Override
      public HostTensor of(Tensor tensor) {
        return region(tensor).before();
      }

      @Override
      public HostTensor of(PackedWeight weight) {
        return data.held(data.unpacked(weight));
      }
    };
  }

  /** What changed that no op may change: inputs, and everything round outputs. */
  List<String> trespasses() {
    List<String> found = new ArrayList<>();
    for (Map.Entry<Tensor, Region> entry : regions.entrySet()) {
      boolean output = isOutput(entry.getKey());
      Region region = entry.getValue();
      String change = output ? region.changedOutside(queue) : region.changed(queue);
      if (change != null) {
        found.add((output ? "written outside the output: " : "an input was written: ") + change);
      }
    }
    return found;
  }

  private Region region(Tensor tensor) {
    Region region = regions.get(tensor);
    if (region == null) {
      boolean readOnly = placement == Placement.MAPPED && !isOutput(tensor);
      region =
          Region.of(
              tensor.dtype(),
              tensor.layout().shape(),
              data.contents(tensor),
              placement,
              readOnly,
              regions.size() + tensor.rank(),
              scope,
              queue);
      regions.put(tensor, region);
    }
    return region;
  }

  private boolean isOutput(Tensor tensor) {
    return outputs.contains(tensor);
  }

  private PackedWeight pack(PackedWeight weight) {
    return packed.computeIfAbsent(
        weight, w -> backend.pack(region(data.unpacked(w)).view(), scope));
  }
}
