package dev.heed.testkit.onnx;

import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LayerNormalization and RMSNormalization as {@link Norm}: everything from the axis on is one row.
 */
final class NormNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("LayerNormalization", "RMSNormalization");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return true;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    OnnxTensor bias = node.inputOrNull(2);
    int axis = x.axis(node.node().whole("axis", -1));
    int rows = x.elements(0, axis);
    int width = x.elements(axis, x.rank());
    boolean isLayer = node.node().operator().equals("LayerNormalization");
    Tensor out = bench.empty(rows, width);
    Tensor mean = bench.empty(rows);
    Tensor inverseDeviation = bench.empty(rows);
    bench.run(
        new Norm(
            isLayer ? NormKind.LAYER : NormKind.RMS,
            bench.floats(x, rows, width),
            bench.floats(node.input(1), width),
            bias == null ? null : bench.floats(bias, width),
            node.node().real("epsilon", 1e-5f),
            out,
            mean,
            inverseDeviation));
    OnnxTensor y = bench.download(out, x.type(), x.dims());
    if (!isLayer) {
      return List.of(y);
    }
    int[] rowDims = x.dims().clone();
    Arrays.fill(rowDims, axis, rowDims.length, 1);
    return List.of(
        y,
        bench.download(mean, OnnxType.FLOAT, rowDims),
        bench.download(inverseDeviation, OnnxType.FLOAT, rowDims));
  }
}
