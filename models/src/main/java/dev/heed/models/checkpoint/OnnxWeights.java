package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Constant matrices and vectors of an ONNX graph as a reader wants them: dequantized where the
 * graph dequantizes them, turned where it turns them. Everything stays a view of the file.
 */
final class OnnxWeights {
  private final OnnxGraph graph;

  OnnxWeights(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * The reals that a value always holds: a constant, perhaps through DequantizeLinear, perhaps
   * turned by Transpose, once.
   */
  Optional<StoredTensor> reals(String value) {
    Optional<OnnxNode> transpose = graph.producer(value, "Transpose", 1);
    return transpose.isEmpty()
        ? unturned(value)
        : transpose
            .filter(OnnxWeights::turnsMatrices)
            .flatMap(node -> unturned(node.inputs().getFirst()))
            .filter(tensor -> tensor.shape().size() == 2)
            .map(StoredTensor::transpose);
  }

  private static boolean turnsMatrices(OnnxNode transpose) {
    List<Long> order = transpose.integers("perm");
    return order.isEmpty() || order.equals(List.of(1L, 0L));
  }

  private Optional<StoredTensor> unturned(String value) {
    Optional<StoredTensor> constant = graph.constant(value);
    return constant.isPresent()
        ? constant.filter(tensor -> tensor.dtype().isFloat())
        : graph.producer(value, "DequantizeLinear", 2).flatMap(this::dequantizeLinear);
  }

  private Optional<StoredTensor> dequantizeLinear(OnnxNode node) {
    return graph
        .constant(node.inputs().getFirst())
        .flatMap(stored ->
            quantized(stored, node.inputs().get(1), node.input(2), node.attribute("axis", 1)));
  }

  /**
   * Stored integers with their scales and zero points.
   *
   * @param axis the dimension that several scales belong to
   * @return empty where they are no constants, the scales are not finite, or do not belong to the
   *     tensor or the columns of a matrix
   */
  Optional<StoredTensor> quantized(
      StoredTensor stored, String scaleValue, Optional<String> zeroPointValue, long axis) {
    Optional<StoredTensor> scale = graph.constant(scaleValue).filter(t -> t.dtype().isFloat());
    Optional<StoredTensor> zeroPoint = zeroPointValue.flatMap(graph::constant);
    if (scale.isEmpty()
        || zeroPointValue.isPresent() != zeroPoint.isPresent()
        || (stored.dtype() != FileDType.I8 && stored.dtype() != FileDType.U8)) {
      return Optional.empty();
    }
    long count = scale.get().elements();
    boolean columns =
        stored.shape().size() == 2
            && (axis == 1 || axis == -1)
            && count == stored.shape().getLast();
    if ((count != 1 && !columns) || zeroPoint.filter(z -> z.elements() != count).isPresent()) {
      return Optional.empty();
    }
    float[] scales = scale.get().toFloats();
    int[] zeroPoints = zeroPoint.map(StoredTensor::toInts).orElseGet(() -> new int[scales.length]);
    if (!allFinite(scales)) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredTensor(
            stored.origin(),
            stored.name(),
            stored.dtype(),
            stored.shape(),
            stored.data(),
            false,
            new Quantization(scales, zeroPoints)));
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
