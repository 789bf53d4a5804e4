package dev.heed.models.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Constant factors of attention scores. An exporter writes them as numbers, or as arithmetic on the
 * size of a head: √(1 / √size).
 */
final class OnnxScale {
  /** Steps of that arithmetic, with room for the casts between them. */
  private static final int MAX_DEPTH = 12;

  private final OnnxGraph graph;

  OnnxScale(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * A value without the factors around it.
   *
   * @param factors values that multiply it
   * @param divisors values that divide it
   */
  record Scaled(String value, List<String> factors, List<String> divisors) {}

  /**
   * Takes products and quotients off, as long as one operand is made from nothing but numbers and
   * sizes.
   */
  Scaled peel(String value) {
    List<String> factors = new ArrayList<>();
    List<String> divisors = new ArrayList<>();
    String at = value;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<OnnxNode> division = graph.producer(at, "Div", 2);
      Optional<OnnxNode> product = graph.producer(at, "Mul", 2);
      if (division.isPresent() && isNumber(division.get().inputs().get(1))) {
        divisors.add(division.get().inputs().get(1));
        at = division.get().inputs().getFirst();
      } else if (product.isPresent() && isNumber(product.get().inputs().get(1))) {
        factors.add(product.get().inputs().get(1));
        at = product.get().inputs().getFirst();
      } else if (product.isPresent() && isNumber(product.get().inputs().get(0))) {
        factors.add(product.get().inputs().get(0));
        at = product.get().inputs().get(1);
      } else {
        break;
      }
    }
    return new Scaled(graph.source(at), factors, divisors);
  }

  /**
   * The product of all factors over all divisors.
   *
   * @param heads the value whose last dimension is the size of a head
   * @return empty where a factor is no number
   */
  OptionalDouble product(List<Scaled> parts, String heads, long headSize) {
    double product = 1;
    for (Scaled part : parts) {
      for (String factor : part.factors()) {
        product *= evaluate(factor, heads, headSize, MAX_DEPTH);
      }
      for (String divisor : part.divisors()) {
        product /= evaluate(divisor, heads, headSize, MAX_DEPTH);
      }
    }
    return Double.isNaN(product) ? OptionalDouble.empty() : OptionalDouble.of(product);
  }

  /**
   * True for a constant number, and for one that is computed: it has no tensor of more elements in
   * it.
   */
  private boolean isNumber(String value) {
    return graph.scalar(value).isPresent()
        || graph.producer(value).filter(node -> node.is("Sqrt") || node.is("Cast")).isPresent();
  }

  /** The number that a value holds; NaN where that is not known. */
  private double evaluate(String value, String heads, long headSize, int depth) {
    Optional<Float> constant = graph.scalar(value);
    if (constant.isPresent()) {
      return constant.get();
    }
    Optional<OnnxNode> node = graph.producer(value).filter(made -> !made.inputs().isEmpty());
    if (node.isEmpty() || depth == 0) {
      return Double.NaN;
    }
    List<String> in = node.get().inputs();
    return switch (node.get().opType()) {
      case "Cast" -> evaluate(in.getFirst(), heads, headSize, depth - 1);
      case "Sqrt" -> Math.sqrt(evaluate(in.getFirst(), heads, headSize, depth - 1));
      case "Div" ->
          in.size() == 2
              ? evaluate(in.get(0), heads, headSize, depth - 1)
                  / evaluate(in.get(1), heads, headSize, depth - 1)
              : Double.NaN;
      case "Slice", "Gather" -> isLastSize(node.get(), heads) ? headSize : Double.NaN;
      default -> Double.NaN;
    };
  }

  /** The last element of the shape of {@code heads}. */
  private boolean isLastSize(OnnxNode node, String heads) {
    boolean last =
        node.input(1)
            .flatMap(graph::integers)
            .filter(at -> at.equals(List.of(-1L)) || at.equals(List.of(3L)))
            .isPresent();
    return last
        && graph
            .producer(node.inputs().getFirst(), "Shape", 1)
            .filter(shape -> graph.source(shape.inputs().getFirst()).equals(heads))
            .isPresent();
  }
}
