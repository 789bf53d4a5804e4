package dev.heed.testkit.onnx;

import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Dropout where nothing is dropped: what is, a seed of ours decides otherwise than ONNX's. */
final class DropoutNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Dropout");
  }

  @Override
  public boolean expresses(NodeCase node) {
    OnnxTensor ratio = node.inputOrNull(1);
    OnnxTensor training = node.inputOrNull(2);
    boolean drops = training != null && training.value(0) != 0;
    boolean something = ratio == null || ratio.value(0) != 0;
    return !node.wants(1) && !(drops && something);
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    Tensor values = bench.floats(x, x.dims());
    Tensor out = bench.empty(x.dims());
    bench.run(new Dropout(new Chance(0, 7), values, out));
    return List.of(bench.download(out, x.type(), x.dims()));
  }

  @Override
  public boolean isExact() {
    return true;
  }
}
