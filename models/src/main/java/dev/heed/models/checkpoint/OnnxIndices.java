package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the indices of an embedding table are, in a graph. */
sealed interface OnnxIndices {
  /** An input of the graph. */
  record Input(String name) implements OnnxIndices {}

  /** 0, 1, 2, … along the tokens. */
  record Positions() implements OnnxIndices {}

  /** RoBERTa's: pad + 1, pad + 2, … along the tokens that are not padding, pad where they are. */
  record PositionsAfter(long pad) implements OnnxIndices {}

  /** Always 0: what exporters write where a model is not given its token types. */
  record Zeros() implements OnnxIndices {}

  /** The kind of indices that a value holds, or empty where it is none of these. */
  static Optional<OnnxIndices> match(OnnxGraph graph, String value) {
    return new Matcher(graph).match(value);
  }

  /** Recognizes a piece of a constant table of numbers, a range, or RoBERTa's count. */
  final class Matcher {
    /** Nodes that keep the numbers and change their arrangement only. */
    private static final Set<String> ARRANGING =
        Set.of("Cast", "Unsqueeze", "Squeeze", "Reshape", "Expand");

    /** More than exporters put one upon the other by a factor of three. */
    private static final int MAX_STEPS = 16;

    /** More places than any table of positions has by a factor of thirty. */
    private static final long MAX_NUMBERS = 1 << 20;

    private final OnnxGraph graph;

    Matcher(OnnxGraph graph) {
      this.graph = graph;
    }

    Optional<OnnxIndices> match(String value) {
      String at = value;
      for (int step = 0; step < MAX_STEPS; step++) {
        at = graph.source(at);
        if (graph.model().inputs().contains(at)) {
          return Optional.of(new Input(at));
        }
        Optional<StoredTensor> constant = graph.constant(at);
        if (constant.isPresent()) {
          return constant.flatMap(Matcher::numbers);
        }
        Optional<OnnxNode> node = graph.producer(at).filter(n -> !n.inputs().isEmpty());
        if (node.isPresent()
            && (ARRANGING.contains(node.get().opType()) || startsAtZero(node.get()))) {
          at = node.get().inputs().getFirst();
        } else {
          return node.flatMap(this::counted);
        }
      }
      return Optional.empty();
    }

    private boolean startsAtZero(OnnxNode node) {
      return node.is("Slice")
          && node.input(1)
              .flatMap(graph::integers)
              .filter(starts -> starts.stream().allMatch(start -> start == 0))
              .isPresent();
    }

    /** A constant of zeros, or of 0, 1, 2, … */
    private static Optional<OnnxIndices> numbers(StoredTensor tensor) {
      boolean integers = tensor.dtype() == FileDType.I64 || tensor.dtype() == FileDType.I32;
      boolean zeros = integers && tensor.elements() <= MAX_NUMBERS;
      boolean range = zeros;
      for (long i = 0; i < tensor.elements() && (zeros || range); i++) {
        long number = Elements.integer(tensor.dtype(), tensor.data(), i);
        zeros &= number == 0;
        range &= number == i;
      }
      // One zero is both; as a table of positions it would be a model for texts of one token.
      return zeros
          ? Optional.of(new Zeros())
          : range ? Optional.of(new Positions()) : Optional.empty();
    }

    private Optional<OnnxIndices> counted(OnnxNode node) {
      if (node.is("Range") && node.inputs().size() == 3) {
        boolean whole = isInteger(node.inputs().get(0), 0) && isInteger(node.inputs().get(2), 1);
        return whole ? Optional.of(new Positions()) : Optional.empty();
      }
      if (!node.is("Add") || node.inputs().size() != 2) {
        return Optional.empty();
      }
      return OnnxGraph.orders(node).stream()
          .flatMap(o -> after(o.get(0), o.get(1)).stream())
          .findFirst();
    }

    /** (cumulative count of tokens that are not pad) · (1 where not pad) + pad. */
    private Optional<OnnxIndices> after(String count, String offset) {
      OptionalLong pad = integer(offset);
      Optional<OnnxNode> product = graph.producer(uncast(count), "Mul", 2);
      if (pad.isEmpty() || product.isEmpty()) {
        return Optional.empty();
      }
      return OnnxGraph.orders(product.get()).stream()
          .filter(order -> isCount(order.get(0), order.get(1), pad.getAsLong()))
          .findFirst()
          .map(order -> new PositionsAfter(pad.getAsLong()));
    }

    private boolean isCount(String count, String mask, long pad) {
      String sum = uncast(count);
      Optional<OnnxNode> past = graph.producer(sum, "Add", 2);
      if (past.isPresent()) {
        sum =
            OnnxGraph.orders(past.get()).stream()
                .filter(order -> isInteger(order.get(1), 0))
                .map(order -> uncast(order.get(0)))
                .findFirst()
                .orElse(sum);
      }
      return isTokens(mask, pad)
          && graph
              .producer(sum, "CumSum", 2)
              .filter(
                  node -> node.attribute("exclusive", 0) == 0 && node.attribute("reverse", 0) == 0)
              .filter(node -> isInteger(node.inputs().get(1), 1))
              .filter(node -> isTokens(node.inputs().getFirst(), pad))
              .isPresent();
    }

    /** 1 where the token is not pad. */
    private boolean isTokens(String value, long pad) {
      return graph
          .producer(uncast(value), "Not", 1)
          .flatMap(not -> graph.producer(not.inputs().getFirst(), "Equal", 2))
          .filter(equal -> graph.model().inputs().contains(uncast(equal.inputs().get(0))))
          .filter(equal -> isInteger(equal.inputs().get(1), pad))
          .isPresent();
    }

    private String uncast(String value) {
      String at = graph.source(value);
      for (int step = 0; step < MAX_STEPS; step++) {
        Optional<OnnxNode> cast = graph.producer(at, "Cast", 1);
        if (cast.isEmpty()) {
          return at;
        }
        at = graph.source(cast.get().inputs().getFirst());
      }
      return at;
    }

    private OptionalLong integer(String value) {
      return graph.integers(uncast(value)).filter(all -> all.size() == 1).stream()
          .mapToLong(List::getFirst)
          .findFirst();
    }

    private boolean isInteger(String value, long expected) {
      return integer(value).equals(OptionalLong.of(expected));
    }
  }
}
