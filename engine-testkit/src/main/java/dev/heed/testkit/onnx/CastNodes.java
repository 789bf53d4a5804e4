package dev.heed.testkit.onnx;

import dev.heed.engine.tensor.DType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cast and CastLike among the types that Heed has, as Copy. */
final class CastNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Cast", "CastLike");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().dtype() != null && target(node).dtype() != null;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    OnnxType target = target(node);
    DType dtype = Objects.requireNonNull(target.dtype());
    return List.of(
        bench.download(bench.copied(bench.as(x, x.elements()), dtype), target, x.dims()));
  }

  @Override
  public boolean isExact() {
    return true;
  }

  private static OnnxType target(NodeCase node) {
    return node.node().operator().equals("CastLike")
        ? node.input(1).type()
        : OnnxType.numbered((int) node.node().whole("to", 0));
  }
}
