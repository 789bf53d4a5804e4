package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * A linear layer that was found in a graph: {@code input · weightᵀ + bias}.
 *
 * @param weight [out, in]
 * @param bias [out]
 */
record OnnxLinear(String input, StoredTensor weight, StoredTensor bias) {
  /**
   * MatMul with a constant [in, out], or its dynamically quantized form, then Add of a constant
   * [out]; or Gemm.
   */
  static Optional<OnnxLinear> match(OnnxGraph graph, String value) {
    return new Matcher(graph).match(value);
  }

  /** Recognizes the forms that exporters and quantizers write. */
  private static final class Matcher {
    private final OnnxGraph graph;
    private final OnnxWeights weights;

    Matcher(OnnxGraph graph) {
      this.graph = graph;
      this.weights = new OnnxWeights(graph);
    }

    /** A product without its bias. */
    private record Product(String input, StoredTensor weight) {}

    Optional<OnnxLinear> match(String value) {
      Optional<OnnxNode> gemm = graph.producer(value, "Gemm", 3);
      if (gemm.isPresent()) {
        return gemm(gemm.get());
      }
      Optional<OnnxNode> add = graph.producer(value, "Add", 2);
      if (add.isEmpty()) {
        return Optional.empty();
      }
      for (List<String> order : OnnxGraph.orders(add.get())) {
        Optional<StoredTensor> bias =
            weights.reals(order.get(0)).filter(t -> t.shape().size() == 1);
        if (bias.isPresent()) {
          return product(order.get(1)).flatMap(p -> linear(p.input(), p.weight(), bias.get()));
        }
      }
      return Optional.empty();
    }

    private static Optional<OnnxLinear> linear(
        String input, StoredTensor weight, StoredTensor bias) {
      return weight.shape().size() == 2
              && weight.rows() == bias.elements()
              && bias.shape().size() == 1
          ? Optional.of(new OnnxLinear(input, weight, bias))
          : Optional.empty();
    }

    private Optional<OnnxLinear> gemm(OnnxNode node) {
      boolean plain =
          node.attribute("alpha", 1f) == 1
              && node.attribute("beta", 1f) == 1
              && node.attribute("transA", 0) == 0;
      Optional<StoredTensor> weight =
          weights.reals(node.inputs().get(1)).filter(w -> plain && w.shape().size() == 2);
      Optional<StoredTensor> bias = weights.reals(node.inputs().get(2));
      if (weight.isEmpty() || bias.isEmpty()) {
        return Optional.empty();
      }
      boolean outFirst = node.attribute("transB", 0) != 0;
      return linear(
          node.inputs().getFirst(), outFirst ? weight.get() : weight.get().transpose(), bias.get());
    }

    private Optional<Product> product(String value) {
      Optional<OnnxNode> matmul = graph.producer(value, "MatMul", 2);
      if (matmul.isEmpty()) {
        return integerProduct(value);
      }
      return weights
          .reals(matmul.get().inputs().get(1))
          .filter(w -> w.shape().size() == 2)
          .map(w -> new Product(matmul.get().inputs().getFirst(), w.transpose()));
    }

    /**
     * Cast(MatMulInteger(x, w)) · (scale of x · scale of w), where DynamicQuantizeLinear made x.
     */
    private Optional<Product> integerProduct(String value) {
      Optional<OnnxNode> scaling = graph.producer(value, "Mul", 2);
      if (scaling.isEmpty()) {
        return Optional.empty();
      }
      for (List<String> order : OnnxGraph.orders(scaling.get())) {
        Optional<OnnxNode> integer =
            graph
                .producer(order.get(0), "Cast", 1)
                .flatMap(cast -> graph.producer(cast.inputs().getFirst(), "MatMulInteger", 2));
        Optional<OnnxNode> scales = graph.producer(order.get(1), "Mul", 2);
        if (integer.isPresent() && scales.isPresent()) {
          return integerProduct(integer.get(), scales.get());
        }
      }
      return Optional.empty();
    }

    private Optional<Product> integerProduct(OnnxNode integer, OnnxNode scales) {
      Optional<OnnxNode> dynamic =
          graph
              .producer(integer.inputs().getFirst(), "DynamicQuantizeLinear", 1)
              .filter(node -> node.outputs().size() == 3)
              .filter(node -> isValue(integer.input(2), node.outputs().get(2)));
      Optional<StoredTensor> stored =
          graph.constant(integer.inputs().get(1)).filter(t -> t.shape().size() == 2);
      if (dynamic.isEmpty() || stored.isEmpty()) {
        return Optional.empty();
      }
      String inputScale = dynamic.get().outputs().get(1);
      return OnnxGraph.orders(scales).stream()
          .filter(order -> isValue(Optional.of(order.get(0)), inputScale))
          .findFirst()
          .flatMap(order -> weights.quantized(stored.get(), order.get(1), integer.input(3), 1))
          .map(w -> new Product(dynamic.get().inputs().getFirst(), w.transpose()));
    }

    private boolean isValue(Optional<String> value, String expected) {
      return value.map(graph::source).equals(Optional.of(expected));
    }
  }
}
