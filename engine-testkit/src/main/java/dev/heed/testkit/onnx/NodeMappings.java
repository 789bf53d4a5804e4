package dev.heed.testkit.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every family of operators that Heed's ops can express. */
final class NodeMappings {
  private static final List<NodeMapping> ALL =
      List.of(
          new ActivationNodes(),
          new ArithmeticNodes(),
          new AttentionNodes(),
          new CastNodes(),
          new ChoiceNodes(),
          new DropoutNodes(),
          new LossNodes(),
          new NormNodes(),
          new PartNodes(),
          new PoolNodes(),
          new ProductNodes(),
          new RotaryNodes(),
          new RowNodes(),
          new SoftmaxNodes(),
          new UpdateNodes());

  private static final Map<String, NodeMapping> BY_OPERATOR = byOperator();

  private NodeMappings() {}

  /** How an operator is expressed at all. */
  static Optional<NodeMapping> of(String operator) {
    return Optional.ofNullable(BY_OPERATOR.get(operator));
  }

  /** How this node is expressed, if it can be. */
  static Optional<NodeMapping> of(NodeCase node) {
    return of(node.node().operator()).filter(mapping -> mapping.expresses(node));
  }

  private static Map<String, NodeMapping> byOperator() {
    Map<String, NodeMapping> mappings = new HashMap<>();
    for (NodeMapping mapping : ALL) {
      for (String operator : mapping.operators()) {
        NodeMapping other = mappings.put(operator, mapping);
        if (other != null) {
          throw new IllegalStateException(
              "both %s and %s express %s"
                  .formatted(
                      other.getClass().getSimpleName(),
                      mapping.getClass().getSimpleName(),
                      operator));
        }
      }
    }
    return mappings;
  }
}
