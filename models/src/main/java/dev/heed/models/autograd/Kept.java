package dev.heed.models.autograd;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the walk back will read: no op may overwrite it. */
final class Kept {
  private final Map<Buffer, List<Layout>> regions = new HashMap<>();

  void add(Tensor tensor) {
    Buffer buffer = Objects.requireNonNull(tensor.buffer(), "a value lies in memory");
    regions.computeIfAbsent(buffer, b -> new ArrayList<>(2)).add(tensor.layout().joined());
  }

  void clear() {
    regions.clear();
  }

  /** Refuses an op that writes where a gradient of an op before it will read. */
  void refuseToLose(Op op) {
    for (Tensor output : op.outputs()) {
      List<Layout> kept = regions.get(output.buffer());
      if (kept != null && kept.stream().anyMatch(output.layout().joined()::mayOverlap)) {
        throw lost(op, output, "an op before it");
      }
    }
  }

  /**
   * Refuses an op in place whose own gradient needs what was there.
   *
   * @param inputs which it reads and its gradient reads again
   */
  static void refuseToLoseOwn(Op op, List<Tensor> inputs) {
    for (Tensor need : inputs) {
      for (Tensor output : op.outputs()) {
        boolean lies = need.buffer() != null && need.buffer().equals(output.buffer());
        if (lies && need.layout().joined().mayOverlap(output.layout().joined())) {
          throw lost(op, output, "this op");
        }
      }
    }
  }

  private static IllegalStateException lost(Op op, Tensor output, String whose) {
    return new IllegalStateException(
        "%s would overwrite %s, which the gradient of %s needs: a layer that is trained takes memory of its own for its output"
            .formatted(op.name(), output, whose));
  }
}
