package dev.heed.testkit.onnx;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adagrad, Adam and Momentum as the steps of the same names; Nesterov's is a mode of the last. A
 * node updates several parameters: first all of them are given, then all gradients, then what is
 * remembered. Its step counts from 0.
 */
final class UpdateNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Adagrad", "Adam", "Momentum");
  }

  /** ONNX adds beta · gradient to the velocity, SgdStep 1 − dampening, which is at most 1. */
  @Override
  public boolean expresses(NodeCase node) {
    float beta = node.node().real("beta", 1);
    return !node.node().operator().equals("Momentum") || (beta > 0 && beta <= 1);
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    int memories = node.node().operator().equals("Adam") ? 2 : 1;
    int count = (node.node().inputs().size() - 2) / (2 + memories);
    List<@Nullable OnnxTensor> outputs = new ArrayList<>();
    List<List<Tensor>> groups = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      List<Tensor> group = new ArrayList<>();
      for (int g = 0; g < 2 + memories; g++) {
        OnnxTensor value = node.input(2 + g * count + p);
        group.add(bench.floats(value, value.dims()));
      }
      step(node, group, bench);
      groups.add(group);
    }
    for (int g = 0; g < 2 + memories; g++) {
      for (int p = 0; p < count && g != 1; p++) {
        OnnxTensor value = node.input(2 + g * count + p);
        outputs.add(bench.download(groups.get(p).get(g), value.type(), value.dims()));
      }
    }
    return outputs;
  }

  /** The group: parameter, gradient, what is remembered. */
  private static void step(NodeCase node, List<Tensor> group, Workbench bench) {
    float rate = node.input(0).floats()[0];
    long step = (long) node.input(1).value(0);
    float decay = node.node().real("norm_coefficient", 0);
    switch (node.node().operator()) {
      case "Adagrad" -> adagrad(node, rate, step, decay, group, bench);
      case "Adam" -> adam(node, rate, step, decay, group, bench);
      case "Momentum" -> momentum(node, rate, step, decay, group, bench);
      default -> throw new IllegalStateException(node.node().operator());
    }
  }

  private static void adagrad(
      NodeCase node, float rate, long step, float decay, List<Tensor> group, Workbench bench) {
    float fallen = rate / (1 + step * node.node().real("decay_factor", 0));
    float epsilon = node.node().real("epsilon", 1e-6f);
    bench.run(new AdagradStep(group.get(0), group.get(1), group.get(2), fallen, epsilon, decay, 1));
  }

  /** ONNX has epsilon beside the root before it is corrected. */
  private static void adam(
      NodeCase node, float rate, long step, float decay, List<Tensor> group, Workbench bench) {
    float beta1 = node.node().real("alpha", 0.9f);
    float beta2 = node.node().real("beta", 0.999f);
    double correction1 = step == 0 ? 1 : 1 - StrictMath.pow(beta1, (double) step);
    double correction2 = step == 0 ? 1 : 1 - StrictMath.pow(beta2, (double) step);
    double epsilon = node.node().real("epsilon", 1e-6f) / Math.sqrt(correction2);
    bench.run(
        new AdamStep(
            group.get(0),
            group.get(1),
            group.get(2),
            group.get(3),
            null,
            rate,
            beta1,
            beta2,
            (float) epsilon,
            decay,
            false,
            (float) correction1,
            (float) correction2,
            1));
    float after = node.node().real("norm_coefficient_post", 0);
    bench.run(Combine.scaled(1 - after, group.get(0), group.get(0)));
  }

  private static void momentum(
      NodeCase node, float rate, long step, float decay, List<Tensor> group, Workbench bench) {
    float beta = step == 0 ? 1 : node.node().real("beta", 1);
    bench.run(
        new SgdStep(
            group.get(0),
            group.get(1),
            group.get(2),
            rate,
            node.node().real("alpha", 0),
            1 - beta,
            node.node().text("mode", "standard").equals("nesterov"),
            false,
            decay,
            1));
  }
}
