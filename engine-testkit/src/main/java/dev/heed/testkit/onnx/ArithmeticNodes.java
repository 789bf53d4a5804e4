package dev.heed.testkit.onnx;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Add and Sub as {@link Combine}, Mul as {@link Multiply}; a vector serves every row. */
final class ArithmeticNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Add", "Mul", "Sub");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().isFloating();
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    OnnxTensor y = node.input(1);
    int width = x.size(-1);
    int[] shape = {x.elements() / width, width};
    boolean isVector = y.rank() == 1 && y.size(0) == width;
    Tensor a = bench.floats(x, shape);
    Tensor b = isVector ? bench.floats(y, width) : bench.floats(y.broadcast(x.dims()), shape);
    Tensor out = bench.empty(shape);
    switch (node.node().operator()) {
      case "Add" -> bench.run(Combine.sum(a, b, out));
      case "Mul" -> bench.run(new Multiply(a, b, out));
      case "Sub" -> bench.run(new Combine(1, a, -1, b, out));
      default -> throw new IllegalStateException(node.node().operator());
    }
    return List.of(bench.download(out, x.type(), x.dims()));
  }
}
