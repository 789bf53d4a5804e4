package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Multi-head self-attention that was found in a graph: projections split into heads, scaled scores,
 * a mask, softmax, and the heads joined again.
 *
 * @param heads number of heads
 * @param headSize elements of one head
 * @param scale what the scores are multiplied with
 * @param mask what is added to the scaled scores, or says where they are replaced
 */
record OnnxAttention(
    OnnxLinear query,
    OnnxLinear key,
    OnnxLinear value,
    long heads,
    long headSize,
    double scale,
    String mask) {
  private static final List<Long> HEADS_FIRST = List.of(0L, 2L, 1L, 3L);

  /** Joined heads [batch, tokens, width] → what made them. */
  static Optional<OnnxAttention> match(OnnxGraph graph, String value) {
    return new Matcher(graph).match(value);
  }

  /** A projection, split into heads. */
  private record Heads(String value, OnnxLinear projection, long heads, long headSize) {}

  /** Scores before the softmax. */
  private record Masked(String scores, String mask) {}

  /**
   * Recognizes the eager form, where scores are scaled, and the fused one, where queries and keys
   * are.
   */
  private static final class Matcher {
    private final OnnxGraph graph;
    private final OnnxScale scales;

    Matcher(OnnxGraph graph) {
      this.graph = graph;
      this.scales = new OnnxScale(graph);
    }

    Optional<OnnxAttention> match(String value) {
      Optional<OnnxNode> context =
          graph
              .producer(value, "Reshape", 2)
              .flatMap(join -> transposed(join.inputs().getFirst(), HEADS_FIRST))
              .flatMap(heads -> graph.producer(heads, "MatMul", 2));
      Optional<Heads> values = context.flatMap(product -> heads(product.inputs().get(1)));
      if (values.isEmpty()) {
        return Optional.empty();
      }
      return softmax(context.get().inputs().getFirst()).stream()
          .flatMap(softmax -> masked(softmax.inputs().getFirst()).stream())
          .flatMap(masked -> scores(masked, values.get()).stream())
          .findFirst();
    }

    /**
     * Over the keys, the last of four dimensions; rows that are masked whole may be set to 0 after
     * it.
     */
    private Optional<OnnxNode> softmax(String value) {
      Optional<OnnxNode> zeroed = graph.producer(value, "Where", 3);
      String weights = zeroed.map(where -> where.inputs().get(2)).orElse(value);
      if (zeroed.isPresent() && !isZeroWhereNaN(zeroed.get())) {
        return Optional.empty();
      }
      return graph
          .producer(weights, "Softmax", 1)
          .filter(node -> node.attribute("axis", -1) == -1 || node.attribute("axis", -1) == 3);
    }

    private boolean isZeroWhereNaN(OnnxNode where) {
      return graph.isNumber(where.inputs().get(1), 0)
          && graph
              .producer(where.inputs().getFirst(), "IsNaN", 1)
              .filter(nan -> nan.inputs().getFirst().equals(where.inputs().get(2)))
              .isPresent();
    }

    /** scores + mask, or scores where a condition does not put a large negative number. */
    private List<Masked> masked(String value) {
      Optional<OnnxNode> sum = graph.producer(value, "Add", 2);
      if (sum.isPresent()) {
        return OnnxGraph.orders(sum.get()).stream()
            .map(o -> new Masked(o.get(0), o.get(1)))
            .toList();
      }
      return graph
          .producer(value, "Where", 3)
          .filter(node ->
              graph.scalar(node.inputs().get(1)).filter(hidden -> hidden < -1e4).isPresent())
          .map(node -> List.of(new Masked(node.inputs().get(2), node.inputs().getFirst())))
          .orElse(List.of());
    }

    private Optional<OnnxAttention> scores(Masked masked, Heads values) {
      OnnxScale.Scaled scores = scales.peel(masked.scores());
      Optional<OnnxNode> product = graph.producer(scores.value(), "MatMul", 2);
      if (product.isEmpty()) {
        return Optional.empty();
      }
      OnnxScale.Scaled left = scales.peel(product.get().inputs().get(0));
      OnnxScale.Scaled right = scales.peel(product.get().inputs().get(1));
      Optional<Heads> queries = heads(left.value());
      Optional<Heads> keys = keys(right.value());
      if (queries.isEmpty() || keys.isEmpty()) {
        return Optional.empty();
      }
      Heads q = queries.get();
      Heads k = keys.get();
      OptionalDouble scale = scales.product(List.of(scores, left, right), q.value(), q.headSize());
      boolean alike =
          q.heads() == k.heads() && q.heads() == values.heads() && q.headSize() == k.headSize();
      return alike && scale.isPresent()
          ? Optional.of(
              new OnnxAttention(
                  q.projection(),
                  k.projection(),
                  values.projection(),
                  q.heads(),
                  q.headSize(),
                  scale.getAsDouble(),
                  masked.mask()))
          : Optional.empty();
    }

    /**
     * Keys [batch, heads, size, tokens]: transposed at once, in a second step, or in a second step
     * in three dimensions.
     */
    private Optional<Heads> keys(String value) {
      Optional<String> atOnce = transposed(value, List.of(0L, 2L, 3L, 1L));
      if (atOnce.isPresent()) {
        return split(value, atOnce.get());
      }
      Optional<String> second = transposed(value, List.of(0L, 1L, 3L, 2L));
      if (second.isPresent()) {
        return heads(second.get());
      }
      return graph
          .producer(value, "Reshape", 2)
          .flatMap(apart -> transposed(apart.inputs().getFirst(), List.of(0L, 2L, 1L)))
          .flatMap(turned -> graph.producer(turned, "Reshape", 2))
          .filter(together -> isThreeDimensional(together.inputs().get(1)))
          .flatMap(together -> heads(together.inputs().getFirst()));
    }

    /** [−1, tokens, size]: batch and heads taken together. */
    private boolean isThreeDimensional(String shape) {
      List<Optional<Long>> sizes = sizes(shape);
      return sizes.size() == 3 && sizes.getFirst().equals(Optional.of(-1L));
    }

    private Optional<Heads> heads(String value) {
      return transposed(value, HEADS_FIRST).flatMap(apart -> split(value, apart));
    }

    /** A linear layer's [batch, tokens, width], seen as [batch, tokens, heads, size]. */
    private Optional<Heads> split(String value, String apart) {
      Optional<OnnxNode> reshape = graph.producer(apart, "Reshape", 2);
      Optional<OnnxLinear> projection =
          reshape.flatMap(node -> OnnxLinear.match(graph, node.inputs().getFirst()));
      if (projection.isEmpty()) {
        return Optional.empty();
      }
      List<Optional<Long>> shape = sizes(reshape.get().inputs().get(1));
      if (shape.size() != 4) {
        return Optional.empty();
      }
      long width = projection.get().weight().rows();
      long heads = shape.get(2).orElse(-1L);
      long headSize = shape.get(3).orElse(-1L);
      // A reshape may leave one of the two open (-1).
      heads = heads == -1 && headSize > 0 ? width / headSize : heads;
      headSize = headSize == -1 && heads > 0 ? width / heads : headSize;
      boolean whole = heads > 0 && headSize > 0 && width % heads == 0 && width / heads == headSize;
      return whole
          ? Optional.of(new Heads(graph.source(value), projection.get(), heads, headSize))
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
}
