package dev.heed.testkit.onnx;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How ops express the nodes of some operators. */
interface NodeMapping {
  /** Names of the operators. */
  Set<String> operators();

  /** False where no ops give what this node asks for. */
  boolean expresses(NodeCase node);

  /**
   * Runs the ops.
   *
   * @return the outputs in the node's order; null where one is not asked for
   */
  List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench);

  /** True when results only move or round values, so that each bit must be right. */
  default boolean isExact() {
    return false;
  }
}
