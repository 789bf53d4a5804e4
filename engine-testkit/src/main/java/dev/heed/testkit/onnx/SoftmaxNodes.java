package dev.heed.testkit.onnx;

import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and LogSoftmax, the axis brought to the end. LogSoftmax takes the greatest value and then
 * the log-sum-exp off each row: two products of a column and a row of ones, added to what is there.
 */
final class SoftmaxNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("LogSoftmax", "Softmax");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return true;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    int axis = node.input(0).axis(node.node().whole("axis", -1));
    OnnxTensor x = node.input(0).moveAxis(axis, node.input(0).rank() - 1);
    int width = x.size(-1);
    int rows = x.elements() / width;
    Tensor values = bench.floats(x, rows, width);
    if (node.node().operator().equals("Softmax")) {
      bench.run(Softmax.of(values, values));
    } else {
      logSoftmax(values, bench);
    }
    return List.of(bench.download(values, x.type(), x.dims()).moveAxis(x.rank() - 1, axis));
  }

  private static void logSoftmax(Tensor values, Workbench bench) {
    int rows = values.size(0);
    Tensor greatest = bench.empty(rows, 1);
    bench.run(new TopKRows(values, greatest, bench.emptyIndices(rows, 1)));
    subtract(greatest, values, bench);
    Tensor logSumExp = bench.empty(rows);
    bench.run(new Softmax(values, bench.empty(rows, values.size(1)), logSumExp));
    subtract(logSumExp.reshape(rows, 1), values, bench);
  }

  /** values [rows, width] −= column [rows, 1]. */
  static void subtract(Tensor column, Tensor values, Workbench bench) {
    float[] ones = new float[values.width()];
    Arrays.fill(ones, 1);
    Tensor row = bench.floats(ones, 1, values.width());
    bench.run(new MatMul(column, row, false, false, -1, 1, values));
  }
}
