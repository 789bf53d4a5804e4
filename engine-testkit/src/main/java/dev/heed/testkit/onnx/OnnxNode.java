package dev.heed.testkit.onnx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model of one node.
 *
 * @param operator such as {@code Attention}
 * @param inputs names; empty for an optional input that is absent
 * @param outputs names; empty for an optional output that is not asked for
 * @param attributes by name; those not given have the operator's default
 * @param graphInputs names in the order of the files {@code input_k.pb}
 * @param graphOutputs names in the order of the files {@code output_k.pb}
 */
record OnnxNode(
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes,
    List<String> graphInputs,
    List<String> graphOutputs) {

  /**
   * One value of whichever type; the others are 0 or empty.
   *
   * @param graph true when the value is a graph, which is not read
   */
  record Attribute(long whole, float real, String text, boolean graph) {}

  long whole(String attribute, long absent) {
    Attribute value = attributes.get(attribute);
    return value == null ? absent : value.whole();
  }

  float real(String attribute, float absent) {
    Attribute value = attributes.get(attribute);
    return value == null ? absent : value.real();
  }

  String text(String attribute, String absent) {
    Attribute value = attributes.get(attribute);
    return value == null ? absent : value.text();
  }

  @Nullable Attribute attribute(String name) {
    return attributes.get(name);
  }
}
