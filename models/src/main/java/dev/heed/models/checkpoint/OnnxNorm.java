package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * A layer normalization over the last dimension that was found in a graph.
 *
 * @param weight [width]
 * @param bias [width]
 */
record OnnxNorm(String input, StoredTensor weight, StoredTensor bias, float epsilon) {
  /**
   * LayerNormalization, or (x − mean) / √(mean of its square + ε) · weight + bias in small steps.
   */
  static Optional<OnnxNorm> match(OnnxGraph graph, String value) {
    return new Matcher(graph).match(value);
  }

  /** Recognizes the one node, or the nine that stand for it before opset 17. */
  private static final class Matcher {
    private final OnnxGraph graph;
    private final OnnxWeights weights;

    Matcher(OnnxGraph graph) {
      this.graph = graph;
      this.weights = new OnnxWeights(graph);
    }

    /** What was standardized, and with which epsilon. */
    private record Standardized(String input, float epsilon) {}

    Optional<OnnxNorm> match(String value) {
      Optional<OnnxNode> whole = graph.producer(value, "LayerNormalization", 3);
      if (whole.isPresent()) {
        List<String> in = whole.get().inputs();
        return whole
            .filter(node -> node.attribute("axis", -1) == -1)
            .flatMap(
                node -> norm(in.get(0), in.get(1), in.get(2), node.attribute("epsilon", 1e-5f)));
      }
      Optional<OnnxNode> add = graph.producer(value, "Add", 2);
      return add.stream()
          .flatMap(node -> OnnxGraph.orders(node).stream())
          .flatMap(order -> scaled(order.get(0), order.get(1)).stream())
          .findFirst();
    }

    private Optional<OnnxNorm> scaled(String value, String bias) {
      Optional<OnnxNode> product = graph.producer(value, "Mul", 2);
      return product.stream()
          .flatMap(node -> OnnxGraph.orders(node).stream())
          .flatMap(order ->
              graph.producer(order.get(0), "Div", 2).stream()
                  .flatMap(division -> standardized(division).stream())
                  .flatMap(s -> norm(s.input(), order.get(1), bias, s.epsilon()).stream()))
          .findFirst();
    }

    private Optional<OnnxNorm> norm(String input, String weight, String bias, float epsilon) {
      Optional<StoredTensor> w = weights.reals(weight).filter(t -> t.shape().size() == 1);
      Optional<StoredTensor> b = weights.reals(bias).filter(t -> t.shape().size() == 1);
      return w.isPresent() && b.isPresent() && w.get().shape().equals(b.get().shape())
          ? Optional.of(new OnnxNorm(input, w.get(), b.get(), epsilon))
          : Optional.empty();
    }

    private Optional<Standardized> standardized(OnnxNode division) {
      String centred = division.inputs().get(0);
      Optional<String> input = centred(centred);
      Optional<OnnxNode> sum =
          graph
              .producer(division.inputs().get(1), "Sqrt", 1)
              .flatMap(root -> graph.producer(root.inputs().getFirst(), "Add", 2));
      if (input.isEmpty() || sum.isEmpty()) {
        return Optional.empty();
      }
      for (List<String> order : OnnxGraph.orders(sum.get())) {
        Optional<Float> epsilon = graph.scalar(order.get(1));
        if (epsilon.isPresent()
            && mean(order.get(0)).filter(square -> isSquare(square, centred)).isPresent()) {
          return Optional.of(new Standardized(input.get(), epsilon.get()));
        }
      }
      return Optional.empty();
    }

    /** x − mean(x) → x. */
    private Optional<String> centred(String value) {
      return graph
          .producer(value, "Sub", 2)
          .filter(sub -> mean(sub.inputs().get(1)).filter(sub.inputs().get(0)::equals).isPresent())
          .map(sub -> sub.inputs().getFirst());
    }

    /** The mean over the last of three dimensions → what it is the mean of. */
    private Optional<String> mean(String value) {
      return graph
          .producer(value, "ReduceMean", 1)
          .filter(node -> node.attribute("keepdims", 1) == 1)
          .filter(node -> {
            List<Long> axes =
                node.input(1).flatMap(graph::integers).orElseGet(() -> node.integers("axes"));
            return axes.equals(List.of(-1L)) || axes.equals(List.of(2L));
          })
          .map(node -> node.inputs().getFirst());
    }

    private boolean isSquare(String value, String of) {
      boolean power =
          graph
              .producer(value, "Pow", 2)
              .filter(
                  pow -> pow.inputs().get(0).equals(of) && graph.isNumber(pow.inputs().get(1), 2))
              .isPresent();
      boolean product =
          graph
              .producer(value, "Mul", 2)
              .filter(mul -> mul.inputs().equals(List.of(of, of)))
              .isPresent();
      return power || product;
    }
  }
}
