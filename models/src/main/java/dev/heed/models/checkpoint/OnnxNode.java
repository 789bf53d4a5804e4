package dev.heed.models.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of an ONNX graph.
 *
 * @param domain where the operator is defined; empty for ONNX itself
 * @param name may be empty
 * @param inputs names of values; an empty name stands for an optional input that is left out
 */
public record OnnxNode(
    String opType,
    String domain,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {

  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = ImmutableMap.copyOf(attributes);
  }

  /** True for an operator of ONNX itself with that name. */
  public boolean is(String operator) {
    return opType.equals(operator) && (domain.isEmpty() || domain.equals("ai.onnx"));
  }

  /** Input i, or empty where it is left out. */
  public Optional<String> input(int i) {
    return i < inputs.size() && !inputs.get(i).isEmpty()
        ? Optional.of(inputs.get(i))
        : Optional.empty();
  }

  /** An integer attribute, or its default. */
  public long attribute(String key, long otherwise) {
    return attributes.get(key) instanceof OnnxAttribute.Int(long value) ? value : otherwise;
  }

  /** A float attribute, or its default. */
  public float attribute(String key, float otherwise) {
    return attributes.get(key) instanceof OnnxAttribute.Floating(float value) ? value : otherwise;
  }

  /** A text attribute, or its default. */
  public String attribute(String key, String otherwise) {
    return attributes.get(key) instanceof OnnxAttribute.Text(String value) ? value : otherwise;
  }

  /** A list of integers, or empty where the attribute is absent. */
  public List<Long> integers(String key) {
    return attributes.get(key) instanceof OnnxAttribute.Ints(List<Long> values)
        ? values
        : List.of();
  }

  /** As error texts call it. */
  @Override
  public String toString() {
    String operator = domain.isEmpty() ? opType : domain + "." + opType;
    String label = !name.isEmpty() ? name : outputs.isEmpty() ? "" : outputs.getFirst();
    return "%s '%s'".formatted(operator, label);
  }
}
