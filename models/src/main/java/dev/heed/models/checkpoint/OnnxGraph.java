package dev.heed.models.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Who makes each value of an ONNX graph, and which values are constants.
 *
 * <p>Every value is made once, and before it is used: a walk from an output towards the inputs
 * ends, whatever the file.
 */
final class OnnxGraph {
  /** Depth of a tree of sums or products; the deepest that exporters write has three levels. */
  private static final int MAX_TREE = 4;

  private final OnnxModel model;
  private final Map<String, OnnxNode> makers = new HashMap<>();

  /** What is a copy (Identity) → what it is a copy of, which itself is none. */
  private final Map<String, String> sources = new HashMap<>();

  /**
   * @throws CheckpointException if a value is made twice, or used before it is made
   */
  OnnxGraph(OnnxModel model) {
    this.model = model;
    Set<String> made = new HashSet<>(model.initializers().keySet());
    made.addAll(model.inputs());
    for (OnnxNode node : model.nodes()) {
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !made.contains(input)) {
          throw failure("node %s uses '%s', which no node before it makes".formatted(node, input));
        }
      }
      for (String output : node.outputs()) {
        // An empty name stands for an optional output that nobody wants.
        if (!output.isEmpty()) {
          if (!made.add(output)) {
            throw failure("node %s makes '%s', which is there already".formatted(node, output));
          }
          makers.put(output, node);
        }
      }
      if (node.is("Identity") && node.inputs().size() == 1 && node.outputs().size() == 1) {
        sources.put(node.outputs().getFirst(), source(node.inputs().getFirst()));
      }
    }
  }

  OnnxModel model() {
    return model;
  }

  /** The node that makes the value, as error texts call it. */
  String maker(String value) {
    OnnxNode node = makers.get(source(value));
    return node == null ? "no node" : node.toString();
  }

  /**
   * The node whose first output the value is, copies (Identity) passed over; empty for inputs and
   * initializers. What further outputs hold (a mean, a zero point) is not what the operator is
   * named after.
   */
  Optional<OnnxNode> producer(String value) {
    String source = source(value);
    return Optional.ofNullable(makers.get(source))
        .filter(node -> node.outputs().getFirst().equals(source));
  }

  /** The node that makes the value, if it is that operator with so many inputs at least. */
  Optional<OnnxNode> producer(String value, String operator, int inputs) {
    return producer(value).filter(node -> node.is(operator) && node.inputs().size() >= inputs);
  }

  /** The name under which the value was made, copies passed over. */
  String source(String value) {
    return sources.getOrDefault(value, value);
  }

  /** The value's tensor, where it is an initializer or the output of a Constant node. */
  Optional<StoredTensor> constant(String value) {
    String source = source(value);
    Optional<StoredTensor> initializer = model.initializer(source);
    return initializer.isPresent()
        ? initializer
        : producer(source, "Constant", 0)
            .map(node -> node.attributes().get("value"))
            .flatMap(attribute ->
                attribute instanceof OnnxAttribute.Tensor(StoredTensor t)
                    ? Optional.of(t)
                    : Optional.empty());
  }

  /** The one real number that a constant value holds. */
  Optional<Float> scalar(String value) {
    return constant(value)
        .filter(t -> t.elements() == 1 && t.dtype().isFloat())
        .map(t -> t.toFloats()[0]);
  }

  /** The few integers that a constant value holds. */
  Optional<List<Long>> integers(String value) {
    return constant(value)
        .filter(t -> t.elements() <= Shapes.MAX_RANK)
        .filter(t -> t.dtype() == FileDType.I64 || t.dtype() == FileDType.I32)
        .map(t ->
            LongStream.range(0, t.elements())
                .mapToObj(i -> Elements.integer(t.dtype(), t.data(), i))
                .toList());
  }

  /** True if the value is a constant number near the expected one: exporters round √2 to float. */
  boolean isNumber(String value, double expected) {
    return scalar(value)
        .filter(number -> Math.abs(number - expected) <= 1e-4 * Math.abs(expected))
        .isPresent();
  }

  /** The two operands of a commutative node, in both orders. */
  static List<List<String>> orders(OnnxNode node) {
    String a = node.inputs().get(0);
    String b = node.inputs().get(1);
    return List.of(List.of(a, b), List.of(b, a));
  }

  /**
   * The terms of a tree of additions, or the factors of a tree of products.
   *
   * @param whole a value that is an operand even if it is itself a sum or a product
   */
  List<String> operands(String value, String operator, String whole) {
    List<String> flat = new ArrayList<>();
    collect(value, operator, source(whole), flat, MAX_TREE);
    return flat;
  }

  private void collect(String value, String operator, String whole, List<String> into, int depth) {
    Optional<OnnxNode> node = producer(value, operator, 2);
    if (node.isEmpty() || depth == 0 || source(value).equals(whole)) {
      into.add(source(value));
      return;
    }
    collect(node.get().inputs().get(0), operator, whole, into, depth - 1);
    collect(node.get().inputs().get(1), operator, whole, into, depth - 1);
  }

  /**
   * The values that are computed from the elements of any of these, and these; to depend on a shape
   * does not count.
   */
  Set<String> dependents(Collection<String> origins) {
    Set<String> dependents = new HashSet<>(origins);
    for (OnnxNode node : model.nodes()) {
      if (!node.is("Shape") && node.inputs().stream().anyMatch(dependents::contains)) {
        dependents.addAll(node.outputs());
      }
    }
    return dependents;
  }

  /** Names of the constants that could be parameters: reals, more than one. */
  List<String> parameters() {
    Stream<String> folded =
        model.nodes().stream()
            .filter(node -> node.is("Constant") && !node.outputs().isEmpty())
            .map(node -> node.outputs().getFirst());
    return Stream.concat(model.initializers().keySet().stream(), folded)
        .filter(
            name -> constant(name).filter(t -> t.elements() > 1 && !isIndex(t.dtype())).isPresent())
        .toList();
  }

  private static boolean isIndex(FileDType dtype) {
    return dtype == FileDType.I64 || dtype == FileDType.I32 || dtype == FileDType.BOOL;
  }

  private CheckpointException failure(String what) {
    return new CheckpointException(model.origin() + ": " + what);
  }
}
