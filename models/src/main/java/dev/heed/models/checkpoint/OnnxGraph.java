package dev.heed.models.checkpoint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Who makes each value of an ONNX graph, and which values are constants.
 *
 * <p>Every value is made once, and before it is used: a walk from an output towards the inputs
 * ends, whatever the file.
 */
final class OnnxGraph {
  private final OnnxModel model;
  private final Map<String, OnnxNode> producers = new HashMap<>();

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
        if (!output.isEmpty() && !made.add(output)) {
          throw failure("node %s makes '%s', which is there already".formatted(node, output));
        }
        producers.put(output, node);
      }
    }
  }

  OnnxModel model() {
    return model;
  }

  /**
   * The node that makes the value, copies (Identity) passed over; empty for inputs and
   * initializers.
   */
  Optional<OnnxNode> producer(String value) {
    OnnxNode node = producers.get(value);
    while (node != null && node.is("Identity") && node.inputs().size() == 1) {
      node = producers.get(node.inputs().getFirst());
    }
    return Optional.ofNullable(node);
  }

  /** The node that makes the value, if it is that operator with so many inputs at least. */
  Optional<OnnxNode> producer(String value, String operator, int inputs) {
    return producer(value).filter(node -> node.is(operator) && node.inputs().size() >= inputs);
  }

  /** The name under which the value was made, copies passed over. */
  String source(String value) {
    String source = value;
    OnnxNode node = producers.get(source);
    while (node != null && node.is("Identity") && node.inputs().size() == 1) {
      source = node.inputs().getFirst();
      node = producers.get(source);
    }
    return source;
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
        .filter(t ->
            t.elements() <= Shapes.MAX_RANK
                && (t.dtype() == FileDType.I64 || t.dtype() == FileDType.I32))
        .map(t ->
            LongStream.range(0, t.elements())
                .mapToObj(i -> Elements.integer(t.dtype(), t.data(), i))
                .toList());
  }

  /**
   * The values that are computed from an input's elements, and the input; to depend on its shape
   * does not count.
   */
  Set<String> dependents(String input) {
    Set<String> dependents = new HashSet<>(Set.of(input));
    for (OnnxNode node : model.nodes()) {
      if (!node.is("Shape") && node.inputs().stream().anyMatch(dependents::contains)) {
        dependents.addAll(node.outputs());
      }
    }
    return dependents;
  }

  private CheckpointException failure(String what) {
    return new CheckpointException(model.origin() + ": " + what);
  }
}
