package dev.heed.testkit.onnx;

import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TopK of the greatest values; its axis is brought to the end. */
final class ChoiceNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("TopK");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().isFloating() && node.node().whole("largest", 1) == 1;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    int axis = node.input(0).axis(node.node().whole("axis", -1));
    OnnxTensor x = node.input(0).moveAxis(axis, node.input(0).rank() - 1);
    int k = node.input(1).ints()[0];
    int rows = x.elements() / x.size(-1);
    Tensor values = bench.empty(rows, k);
    Tensor indices = bench.emptyIndices(rows, k);
    bench.run(new TopKRows(bench.floats(x, rows, x.size(-1)), values, indices));
    int[] dims = Arrays.copyOf(x.dims(), x.rank());
    dims[dims.length - 1] = k;
    return List.of(
        bench.download(values, x.type(), dims).moveAxis(dims.length - 1, axis),
        bench.downloadIndices(indices, dims).moveAxis(dims.length - 1, axis));
  }

  @Override
  public boolean isExact() {
    return true;
  }
}
