package dev.heed.testkit.onnx;

import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** ReduceMean as {@link PoolRows}: what is averaged are the rows of one sequence. */
final class PoolNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("ReduceMean");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().isFloating();
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    Set<Integer> reduced = reducedAxes(node);
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < x.rank(); d++) {
      if (!reduced.contains(d)) {
        order.add(d);
      }
    }
    int sequences = 1;
    for (int d : order) {
      sequences *= x.size(d);
    }
    order.addAll(reduced);
    OnnxTensor ordered = x.transpose(order.stream().mapToInt(Integer::intValue).toArray());
    int[] lengths = new int[sequences];
    Arrays.fill(lengths, x.elements() / sequences);
    Tensor out = bench.empty(sequences, 1);
    Tensor in = bench.floats(ordered, x.elements(), 1);
    bench.run(new PoolRows(Pooling.MEAN, in, SeqSpans.packed(lengths), out));
    int[] dims = Objects.requireNonNull(node.expected().getFirst()).dims();
    return List.of(bench.download(out, x.type(), dims));
  }

  /** All of them where none is named. */
  private static Set<Integer> reducedAxes(NodeCase node) {
    OnnxTensor x = node.input(0);
    OnnxTensor axes = node.inputOrNull(1);
    Set<Integer> reduced = new TreeSet<>();
    if (axes == null || axes.elements() == 0) {
      for (int d = 0; d < x.rank(); d++) {
        reduced.add(d);
      }
    } else {
      for (int axis : axes.ints()) {
        reduced.add(x.axis(axis));
      }
    }
    return reduced;
  }
}
