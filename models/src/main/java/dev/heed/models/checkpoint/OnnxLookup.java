package dev.heed.models.checkpoint;

import java.util.Optional;

/**
 * Rows of a table, looked up by indices.
 *
 * @param table [rows, width]
 */
record OnnxLookup(StoredTensor table, String indices) {
  /** Gather along the first dimension of a constant matrix, perhaps a quantized one. */
  static Optional<OnnxLookup> match(OnnxGraph graph, String value) {
    OnnxWeights weights = new OnnxWeights(graph);
    Optional<OnnxNode> dequantize = graph.producer(value, "DequantizeLinear", 2);
    Optional<OnnxNode> gather =
        graph
            .producer(dequantize.map(node -> node.inputs().getFirst()).orElse(value), "Gather", 2)
            .filter(node -> node.attribute("axis", 0) == 0);
    if (gather.isEmpty()) {
      return Optional.empty();
    }
    String table = gather.get().inputs().getFirst();
    Optional<StoredTensor> rows =
        dequantize.isEmpty()
            ? weights.reals(table)
            : graph
                .constant(table)
                .flatMap(t ->
                    weights.quantized(
                        t, dequantize.get().inputs().get(1), dequantize.get().input(2), 1))
                // The axis of several scales would be one of the gathered value, which has another
                // rank.
                .filter(t -> t.quantization() != null && !t.quantization().perColumn());
    return rows.filter(t -> t.shape().size() == 2)
        .map(t -> new OnnxLookup(t, graph.source(gather.get().inputs().get(1))));
  }
}
