package dev.heed.models.checkpoint;

import java.util.List;

/** The value of a node's attribute. */
public sealed interface OnnxAttribute {
  /** An integer. */
  record Int(long value) implements OnnxAttribute {}

  /** A float. */
  record Floating(float value) implements OnnxAttribute {}

  /** Text. */
  record Text(String value) implements OnnxAttribute {}

  /** A list of integers. */
  record Ints(List<Long> values) implements OnnxAttribute {
    public Ints {
      values = List.copyOf(values);
    }
  }

  /** A tensor. */
  record Tensor(StoredTensor value) implements OnnxAttribute {}

  /**
   * A kind that carries no weights for an encoder: a subgraph, lists of floats, texts or tensors.
   * Not kept.
   */
  record Other() implements OnnxAttribute {}
}
