package dev.heed.models.checkpoint;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a BERT-like encoder that an ONNX graph computes.
 *
 * @param layers first to last
 * @param epsilon of every norm
 */
record BertGraph(Embeddings embeddings, List<Layer> layers, float epsilon) {
  /**
   * Tables [rows, width] of words, positions and token types; the sum of their rows is normalized.
   *
   * @param types absent in DistilBERT
   * @param positionsAfter the padding token after which positions are counted, in RoBERTa
   */
  record Embeddings(
      StoredTensor words,
      StoredTensor positions,
      @Nullable StoredTensor types,
      OptionalLong positionsAfter,
      OnnxNorm norm) {}

  /** One encoder layer. */
  record Layer(
      OnnxAttention attention,
      OnnxLinear attentionOutput,
      OnnxNorm attentionNorm,
      OnnxLinear intermediate,
      String activation,
      OnnxLinear output,
      OnnxNorm outputNorm) {}

  /**
   * Families whose graphs have this shape; they differ in embeddings, and in what they call things.
   */
  enum Family {
    BERT,
    ROBERTA,
    DISTILBERT
  }

  Family family() {
    if (embeddings.types() == null) {
      return Family.DISTILBERT;
    }
    return embeddings.positionsAfter().isPresent() ? Family.ROBERTA : Family.BERT;
  }

  /**
   * @throws CheckpointException if a step of the graph is not that of such an encoder: the message
   *     says which
   */
  static BertGraph match(OnnxGraph graph) {
    return new BertGraphWalk(graph).walk();
  }
}
