package dev.heed.testkit.onnx;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Erf, Gelu, Relu, Sigmoid, Swish, Tanh as {@link Activate}; SwiGLU as Swish of a times b. Swish
 * with another alpha than 1, x · sigmoid(alpha · x), is three ops.
 */
final class ActivationNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Erf", "Gelu", "Relu", "Sigmoid", "SwiGLU", "Swish", "Tanh");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().isFloating();
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    Tensor in = bench.floats(x, x.elements());
    Tensor out = bench.empty(x.elements());
    switch (node.node().operator()) {
      case "Erf" -> bench.run(new Activate(Activation.ERF, in, out));
      case "Gelu" -> {
        boolean tanh = node.node().text("approximate", "none").equals("tanh");
        bench.run(new Activate(tanh ? Activation.GELU_TANH : Activation.GELU, in, out));
      }
      case "Relu" -> bench.run(new Activate(Activation.RELU, in, out));
      case "Sigmoid" -> bench.run(new Activate(Activation.SIGMOID, in, out));
      case "SwiGLU" -> {
        swish(node.node().real("alpha", 1), in, out, bench);
        bench.run(new Multiply(out, bench.floats(node.input(1), x.elements()), out));
      }
      case "Swish" -> swish(node.node().real("alpha", 1), in, out, bench);
      case "Tanh" -> bench.run(new Activate(Activation.TANH, in, out));
      default -> throw new IllegalStateException(node.node().operator());
    }
    return List.of(bench.download(out, x.type(), x.dims()));
  }

  private static void swish(float alpha, Tensor in, Tensor out, Workbench bench) {
    if (alpha == 1) {
      bench.run(new Activate(Activation.SILU, in, out));
      return;
    }
    bench.run(Combine.scaled(alpha, in, out));
    bench.run(new Activate(Activation.SIGMOID, out, out));
    bench.run(new Multiply(in, out, out));
  }
}
