package dev.heed.models.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The parts of a BERT encoder that an ONNX graph computes, found by walking from its hidden states
 * to its token ids.
 *
 * @param layers first to last
 * @param epsilon of every norm
 */
record BertGraph(Embeddings embeddings, List<Layer> layers, float epsilon) {
  /**
   * Tables [rows, width] of words, positions and token types; the sum of their rows is normalized.
   */
  record Embeddings(
      StoredTensor words, StoredTensor positions, StoredTensor types, OnnxLayers.Norm norm) {}

  /** One encoder layer. */
  record Layer(
      OnnxAttention.SelfAttention attention,
      OnnxLayers.Linear attentionOutput,
      OnnxLayers.Norm attentionNorm,
      OnnxLayers.Linear intermediate,
      String activation,
      OnnxLayers.Linear output,
      OnnxLayers.Norm outputNorm) {}

  /**
   * @throws CheckpointException if a step of the graph is not that of a BERT encoder: the message
   *     says which
   */
  static BertGraph match(OnnxGraph graph) {
    return new Walk(graph).walk();
  }

  /** The walk from the end to the beginning. */
  private static final class Walk {
    private static final String INPUT_IDS = "input_ids";
    private static final String ATTENTION_MASK = "attention_mask";
    private static final String TOKEN_TYPE_IDS = "token_type_ids";

    private final OnnxGraph graph;
    private final OnnxLayers parts;
    private final OnnxAttention attentions;
    private final Set<String> fromIds;
    private final Set<String> fromMask;
    private final Set<String> fromTypes;

    Walk(OnnxGraph graph) {
      this.graph = graph;
      this.parts = new OnnxLayers(graph);
      this.attentions = new OnnxAttention(graph, parts);
      this.fromIds = graph.dependents(INPUT_IDS);
      this.fromMask = graph.dependents(ATTENTION_MASK);
      this.fromTypes = graph.dependents(TOKEN_TYPE_IDS);
    }

    BertGraph walk() {
      OnnxLayers.Norm norm = norm(hiddenStates());
      float epsilon = norm.epsilon();
      List<Layer> layers = new ArrayList<>();
      List<String> terms = parts.operands(norm.input(), "Add");
      while (terms.stream().anyMatch(term -> parts.lookup(term).isEmpty())) {
        Layer layer = layer(norm);
        layers.add(layer);
        check(norm, epsilon);
        check(layer.attentionNorm(), epsilon);
        norm = norm(layer.attention().query().input());
        terms = parts.operands(norm.input(), "Add");
      }
      check(norm, epsilon);
      if (layers.isEmpty()) {
        throw mismatch(
            norm.input(), "an encoder layer; the graph normalizes its embeddings and ends");
      }
      BertGraph bert = new BertGraph(embeddings(norm, terms), layers.reversed(), epsilon);
      checkWidths(bert);
      return bert;
    }

    /**
     * Exporters call it last_hidden_state or token_embeddings; it may stand beside other outputs.
     */
    private String hiddenStates() {
      return graph.model().outputs().stream()
          .filter(output -> parts.norm(output).isPresent())
          .findFirst()
          .orElseThrow(() ->
              new CheckpointException(
                  "%s: the graph has the outputs %s; expected one to be hidden states, that is, the output of a layer normalization (export the model without its head, and without optimizations that fuse nodes)"
                      .formatted(graph.model().origin(), graph.model().outputs())));
    }

    private Layer layer(OnnxLayers.Norm outputNorm) {
      Residual output = residual(outputNorm);
      OnnxLayers.Activation activation =
          parts
              .activation(output.branch().input())
              .orElseThrow(() ->
                  mismatch(
                      output.branch().input(), "an activation (GELU, its tanh form, or ReLU)"));
      OnnxLayers.Linear intermediate =
          parts
              .linear(activation.input())
              .orElseThrow(() -> mismatch(activation.input(), "a linear layer"));
      same(intermediate.input(), output.around(), "the feed-forward part");
      OnnxLayers.Norm attentionNorm = norm(output.around());
      Residual attended = residual(attentionNorm);
      OnnxAttention.SelfAttention attention =
          attentions
              .match(attended.branch().input())
              .orElseThrow(() ->
                  mismatch(
                      attended.branch().input(),
                      "joined heads of softmax(scale · queries · keys + mask) · values"));
      check(attention, attended);
      return new Layer(
          attention,
          attended.branch(),
          attentionNorm,
          intermediate,
          activation.name(),
          output.branch(),
          outputNorm);
    }

    private void check(OnnxAttention.SelfAttention attention, Residual attended) {
      same(attention.query().input(), attended.around(), "the queries");
      same(attention.key().input(), attended.around(), "the keys");
      same(attention.value().input(), attended.around(), "the values");
      double expected = 1 / Math.sqrt((double) attention.headSize());
      if (Math.abs(attention.scale() - expected) > 1e-4 * expected) {
        throw mismatch(
            attended.branch().input(),
            "scores scaled by %.6f (one over the root of the head size %d), not by %.6f"
                .formatted(expected, attention.headSize(), attention.scale()));
      }
      if (!fromMask.contains(attention.mask())) {
        throw mismatch(attention.mask(), "a mask made from the input '" + ATTENTION_MASK + "'");
      }
    }

    /** A linear layer's output, added to what it went around. */
    private record Residual(OnnxLayers.Linear branch, String around) {}

    private Residual residual(OnnxLayers.Norm norm) {
      OnnxNode add =
          graph
              .producer(norm.input(), "Add", 2)
              .orElseThrow(
                  () -> mismatch(norm.input(), "the sum of a linear layer and its residual"));
      return parts.orders(add).stream()
          .flatMap(order ->
              parts.linear(order.get(0)).map(branch -> new Residual(branch, order.get(1))).stream())
          .findFirst()
          .orElseThrow(() -> mismatch(norm.input(), "the sum of a linear layer and its residual"));
    }

    private OnnxLayers.Norm norm(String value) {
      return parts.norm(value).orElseThrow(() -> mismatch(value, "a layer normalization"));
    }

    private Embeddings embeddings(OnnxLayers.Norm norm, List<String> terms) {
      StoredTensor words = null;
      StoredTensor types = null;
      StoredTensor positions = null;
      for (String term : terms) {
        OnnxLayers.Lookup lookup = parts.lookup(term).orElseThrow();
        String indices = graph.source(lookup.indices());
        if (indices.equals(INPUT_IDS) && words == null) {
          words = lookup.table();
        } else if (indices.equals(TOKEN_TYPE_IDS) && types == null) {
          types = lookup.table();
        } else if (positions == null && isPosition(indices)) {
          positions = lookup.table();
        } else {
          throw mismatch(
              term,
              "rows looked up by '%s', '%s' or a position".formatted(INPUT_IDS, TOKEN_TYPE_IDS));
        }
      }
      if (words == null || types == null || positions == null) {
        throw mismatch(norm.input(), "the sum of word, position and token type embeddings");
      }
      return new Embeddings(words, positions, types, norm);
    }

    /** Positions that count from 0 depend on how many tokens there are, not on which. */
    private boolean isPosition(String indices) {
      return !fromIds.contains(indices)
          && !fromMask.contains(indices)
          && !fromTypes.contains(indices);
    }

    private void same(String value, String expected, String what) {
      if (!graph.source(value).equals(graph.source(expected))) {
        throw mismatch(
            value, "'%s', the input of the layer, as the input of %s".formatted(expected, what));
      }
    }

    private void check(OnnxLayers.Norm norm, float epsilon) {
      if (norm.epsilon() != epsilon) {
        throw mismatch(
            norm.input(),
            "one epsilon in all norms, not both %s and %s".formatted(epsilon, norm.epsilon()));
      }
    }

    private void checkWidths(BertGraph bert) {
      Layer first = bert.layers().getFirst();
      long width = bert.embeddings().words().rowSize();
      long inner = first.intermediate().weight().rows();
      for (Layer layer : bert.layers()) {
        boolean heads = layer.attention().heads() == first.attention().heads();
        boolean projections =
            List.of(
                    layer.attention().query(),
                    layer.attention().key(),
                    layer.attention().value(),
                    layer.attentionOutput())
                .stream()
                .allMatch(linear -> linear.weight().shape().equals(List.of(width, width)));
        boolean feedForward =
            layer.intermediate().weight().shape().equals(List.of(inner, width))
                && layer.output().weight().shape().equals(List.of(width, inner))
                && layer.activation().equals(first.activation());
        boolean norms =
            layer.attentionNorm().weight().rows() == width
                && layer.outputNorm().weight().rows() == width;
        if (!(heads && projections && feedForward && norms)) {
          throw mismatch(
              layer.outputNorm().input(),
              "layers of one kind: width %d, inner width %d".formatted(width, inner));
        }
      }
      if (bert.embeddings().positions().rowSize() != width
          || bert.embeddings().types().rowSize() != width
          || bert.embeddings().norm().weight().rows() != width) {
        throw mismatch(bert.embeddings().norm().input(), "embeddings of one width, " + width);
      }
    }

    private CheckpointException mismatch(String value, String expected) {
      return new CheckpointException(
          "%s: the graph is not that of a BERT encoder: '%s' is made by %s; expected %s"
              .formatted(
                  graph.model().origin(),
                  value,
                  graph.producer(value).map(OnnxNode::toString).orElse("no node"),
                  expected));
    }
  }
}
