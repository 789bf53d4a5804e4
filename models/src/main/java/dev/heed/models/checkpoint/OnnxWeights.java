package dev.heed.models.checkpoint;

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
   * The reals that a value always holds: a constant, perhaps through Transpose or DequantizeLinear.
   */
  Optional<StoredTensor> reals(String value) {
    Optional<StoredTensor> constant = graph.constant(value);
    if (constant.isPresent()) {
      return constant.filter(tensor -> tensor.dtype().isFloat());
    }
    Optional<OnnxNode> transpose = graph.producer(value, "Transpose", 1);
    if (transpose.isPresent()) {
      return reals(transpose.get().inputs().getFirst())
          .filter(tensor -> tensor.shape().size() == 2)
          .map(StoredTensor::transpose);
    }
    return graph.producer(value, "DequantizeLinear", 2).flatMap(this::dequantizeLinear);
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
   * @return empty where they are no constants, or the scales do not belong to the tensor or the
   *     columns of a matrix
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
    float[] scales = scale.get().toFloats();
    int[] zeroPoints = zeroPoint.map(StoredTensor::toInts).orElseGet(() -> new int[scales.length]);
    boolean columns =
        stored.shape().size() == 2
            && (axis == 1 || axis == -1)
            && scales.length == stored.shape().getLast();
    if (zeroPoints.length != scales.length || (scales.length != 1 && !columns)) {
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
}
