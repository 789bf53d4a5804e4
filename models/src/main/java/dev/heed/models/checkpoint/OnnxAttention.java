package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Recognizes multi-head self-attention that an exporter took apart: projections split into heads,
 * scaled scores, an added mask, softmax, and the heads joined again.
 */
final class OnnxAttention {
  private final OnnxGraph graph;
  private final OnnxLayers layers;

  OnnxAttention(OnnxGraph graph, OnnxLayers layers) {
    this.graph = graph;
    this.layers = layers;
  }

  /**
   * @param heads number of heads
   * @param headSize elements of one head
   * @param scale what the scores are multiplied with
   * @param mask the value that is added to the scaled scores
   */
  record SelfAttention(
      OnnxLayers.Linear query,
      OnnxLayers.Linear key,
      OnnxLayers.Linear value,
      long heads,
      long headSize,
      double scale,
      String mask) {}

  /** A value and the constant it was multiplied with. */
  private record Scaled(String value, double factor) {}

  /** A projection, split into heads. */
  private record Heads(OnnxLayers.Linear projection, long heads, long headSize) {}

  /** Joined heads [batch, tokens, width] → what made them. */
  Optional<SelfAttention> match(String value) {
    Optional<OnnxNode> context =
        graph
            .producer(value, "Reshape", 2)
            .flatMap(join -> transposed(join.inputs().getFirst(), List.of(0L, 2L, 1L, 3L)))
            .flatMap(heads -> graph.producer(heads, "MatMul", 2));
    Optional<OnnxNode> softmax =
        context.flatMap(product -> graph.producer(product.inputs().getFirst(), "Softmax", 1));
    Optional<OnnxNode> masked =
        softmax
            .filter(this::isOverKeys)
            .flatMap(s -> graph.producer(s.inputs().getFirst(), "Add", 2));
    if (context.isEmpty() || masked.isEmpty()) {
      return Optional.empty();
    }
    Optional<Heads> values = heads(context.get().inputs().get(1), List.of(0L, 2L, 1L, 3L));
    for (List<String> order : layers.orders(masked.get())) {
      Scaled scores = scaled(order.get(0));
      Optional<OnnxNode> product = graph.producer(scores.value(), "MatMul", 2);
      if (product.isPresent() && values.isPresent()) {
        return scores(product.get(), scores.factor(), values.get(), order.get(1));
      }
    }
    return Optional.empty();
  }

  private boolean isOverKeys(OnnxNode softmax) {
    long axis = softmax.attribute("axis", -1);
    return axis == -1 || axis == 3;
  }

  private Optional<SelfAttention> scores(
      OnnxNode product, double factor, Heads values, String mask) {
    Scaled left = scaled(product.inputs().get(0));
    Scaled right = scaled(product.inputs().get(1));
    Optional<Heads> queries = heads(left.value(), List.of(0L, 2L, 1L, 3L));
    Optional<Heads> keys =
        heads(right.value(), List.of(0L, 2L, 3L, 1L))
            .or(() ->
                transposed(right.value(), List.of(0L, 1L, 3L, 2L))
                    .flatMap(heads -> heads(heads, List.of(0L, 2L, 1L, 3L))));
    if (queries.isEmpty() || keys.isEmpty()) {
      return Optional.empty();
    }
    Heads q = queries.get();
    Heads k = keys.get();
    if (q.heads() != k.heads() || q.headSize() != k.headSize() || q.heads() != values.heads()) {
      return Optional.empty();
    }
    double scale = factor * left.factor() * right.factor();
    return Optional.of(
        new SelfAttention(
            q.projection(),
            k.projection(),
            values.projection(),
            q.heads(),
            q.headSize(),
            scale,
            mask));
  }

  /**
   * value = inner · factor; the factor is 1 where the value is no product with, or quotient by, a
   * constant.
   */
  private Scaled scaled(String value) {
    Optional<OnnxNode> div = graph.producer(value, "Div", 2);
    Optional<Float> divisor = div.flatMap(node -> graph.scalar(node.inputs().get(1)));
    if (divisor.isPresent()) {
      return new Scaled(div.get().inputs().getFirst(), 1.0 / divisor.get());
    }
    Optional<OnnxNode> mul = graph.producer(value, "Mul", 2);
    if (mul.isPresent()) {
      for (List<String> order : layers.orders(mul.get())) {
        Optional<Float> factor = graph.scalar(order.get(1));
        if (factor.isPresent()) {
          return new Scaled(order.get(0), factor.get());
        }
      }
    }
    return new Scaled(value, 1);
  }

  private Optional<Heads> heads(String value, List<Long> permutation) {
    Optional<OnnxNode> split =
        transposed(value, permutation).flatMap(v -> graph.producer(v, "Reshape", 2));
    Optional<OnnxLayers.Linear> projection =
        split.flatMap(node -> layers.linear(node.inputs().getFirst()));
    if (projection.isEmpty()) {
      return Optional.empty();
    }
    List<Optional<Long>> shape = sizes(split.get().inputs().get(1));
    if (shape.size() != 4) {
      return Optional.empty();
    }
    long width = projection.get().weight().shape().getFirst();
    long heads = shape.get(2).orElse(-1L);
    long headSize = shape.get(3).orElse(-1L);
    // A reshape may leave one of the two open (-1).
    heads = heads == -1 && headSize > 0 ? width / headSize : heads;
    headSize = headSize == -1 && heads > 0 ? width / heads : headSize;
    return heads > 0
            && headSize > 0
            && Math.multiplyHigh(heads, headSize) == 0
            && heads * headSize == width
        ? Optional.of(new Heads(projection.get(), heads, headSize))
        : Optional.empty();
  }

  /**
   * The sizes that a shape value holds, where they are constants: one tensor, or single sizes put
   * together.
   */
  private List<Optional<Long>> sizes(String value) {
    Optional<List<Long>> whole = graph.integers(value);
    if (whole.isPresent()) {
      return whole.get().stream().map(Optional::of).toList();
    }
    return graph.producer(value, "Concat", 1).stream()
        .flatMap(concat -> concat.inputs().stream())
        .map(part -> graph.integers(part).filter(one -> one.size() == 1).map(List::getFirst))
        .toList();
  }

  private Optional<String> transposed(String value, List<Long> permutation) {
    return graph
        .producer(value, "Transpose", 1)
        .filter(node -> node.integers("perm").equals(permutation))
        .map(node -> node.inputs().getFirst());
  }
}
