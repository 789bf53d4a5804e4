package dev.heed.models.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks an ONNX graph from its hidden states to its token ids, and takes the parts of a BERT-like
 * encoder on the way.
 */
final class BertGraphWalk {
  private static final String INPUT_IDS = "input_ids";
  private static final String ATTENTION_MASK = "attention_mask";
  private static final String TOKEN_TYPE_IDS = "token_type_ids";

  private final OnnxGraph graph;
  private final Set<String> fromMask;
  private final Set<String> fromParameters;

  BertGraphWalk(OnnxGraph graph) {
    this.graph = graph;
    this.fromMask = graph.dependents(List.of(ATTENTION_MASK));
    this.fromParameters = graph.dependents(graph.parameters());
  }

  BertGraph walk() {
    OnnxNorm norm = norm(hiddenStates());
    float epsilon = norm.epsilon();
    List<BertGraph.Layer> layers = new ArrayList<>();
    List<String> terms = graph.operands(norm.input(), "Add", "");
    while (terms.stream().anyMatch(term -> OnnxLookup.match(graph, term).isEmpty())) {
      BertGraph.Layer layer = layer(norm);
      layers.add(layer);
      check(norm, epsilon);
      check(layer.attentionNorm(), epsilon);
      norm = norm(layer.attention().query().input());
      terms = graph.operands(norm.input(), "Add", "");
    }
    check(norm, epsilon);
    if (layers.isEmpty()) {
      throw mismatch(
          norm.input(), "an encoder layer; the graph normalizes its embeddings and ends");
    }
    BertGraph bert = new BertGraph(embeddings(norm, terms), layers.reversed(), epsilon);
    checkWidths(bert);
    if (bert.family() == BertGraph.Family.DISTILBERT && epsilon != 1e-12f) {
      throw mismatch(
          norm.input(), "token types, or the epsilon of DistilBERT, 1e-12, not " + epsilon);
    }
    return bert;
  }

  /** Exporters call it last_hidden_state or token_embeddings; it may stand beside other outputs. */
  private String hiddenStates() {
    return graph.model().outputs().stream()
        .filter(output -> OnnxNorm.match(graph, output).isPresent())
        .findFirst()
        .orElseThrow(() ->
            new CheckpointException(
                "%s: the graph has the outputs %s; expected one to be hidden states, that is, the output of a layer normalization (export the model without its head, and without optimizations that fuse nodes)"
                    .formatted(graph.model().origin(), graph.model().outputs())));
  }

  private BertGraph.Layer layer(OnnxNorm outputNorm) {
    Residual output = residual(outputNorm);
    OnnxActivation activation =
        OnnxActivation.match(graph, output.branch().input())
            .orElseThrow(() ->
                mismatch(output.branch().input(), "an activation (GELU, its tanh form, or ReLU)"));
    OnnxLinear intermediate =
        OnnxLinear.match(graph, activation.input())
            .orElseThrow(() -> mismatch(activation.input(), "a linear layer"));
    same(intermediate.input(), output.around(), "the feed-forward part");
    OnnxNorm attentionNorm = norm(output.around());
    Residual attended = residual(attentionNorm);
    OnnxAttention attention =
        OnnxAttention.match(graph, attended.branch().input())
            .orElseThrow(() ->
                mismatch(
                    attended.branch().input(),
                    "joined heads of softmax(scale · queries · keys + mask) · values"));
    check(attention, attended);
    return new BertGraph.Layer(
        attention,
        attended.branch(),
        attentionNorm,
        intermediate,
        activation.name(),
        output.branch(),
        outputNorm);
  }

  private void check(OnnxAttention attention, Residual attended) {
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
    if (!fromMask.contains(attention.mask()) || fromParameters.contains(attention.mask())) {
      throw mismatch(
          attention.mask(),
          "a mask made from the input '%s' and from no parameters".formatted(ATTENTION_MASK));
    }
  }

  /** A linear layer's output, added to what it went around. */
  private record Residual(OnnxLinear branch, String around) {}

  private Residual residual(OnnxNorm norm) {
    OnnxNode add =
        graph
            .producer(norm.input(), "Add", 2)
            .orElseThrow(
                () -> mismatch(norm.input(), "the sum of a linear layer and its residual"));
    return OnnxGraph.orders(add).stream()
        .flatMap(order ->
            OnnxLinear.match(graph, order.get(0))
                .map(branch -> new Residual(branch, order.get(1)))
                .stream())
        .findFirst()
        .orElseThrow(() -> mismatch(norm.input(), "the sum of a linear layer and its residual"));
  }

  private OnnxNorm norm(String value) {
    return OnnxNorm.match(graph, value).orElseThrow(() -> mismatch(value, "a layer normalization"));
  }

  private BertGraph.Embeddings embeddings(OnnxNorm norm, List<String> terms) {
    StoredTensor words = null;
    StoredTensor types = null;
    StoredTensor positions = null;
    OptionalLong after = OptionalLong.empty();
    for (String term : terms) {
      OnnxLookup lookup = OnnxLookup.match(graph, term).orElseThrow();
      OnnxIndices indices =
          OnnxIndices.match(graph, lookup.indices())
              .orElseThrow(() -> mismatch(lookup.indices(), "token ids, token types or positions"));
      switch (indices) {
        case OnnxIndices.Input(String name) when name.equals(INPUT_IDS) ->
            words = once(words, lookup, term);
        case OnnxIndices.Input(String name) when name.equals(TOKEN_TYPE_IDS) ->
            types = once(types, lookup, term);
        case OnnxIndices.Input(String name) ->
            throw mismatch(
                term,
                "rows looked up by '%s' or '%s', not by '%s'"
                    .formatted(INPUT_IDS, TOKEN_TYPE_IDS, name));
        case OnnxIndices.Zeros() -> types = once(types, lookup, term);
        case OnnxIndices.Positions() -> positions = once(positions, lookup, term);
        case OnnxIndices.PositionsAfter(long pad) -> {
          positions = once(positions, lookup, term);
          after = OptionalLong.of(pad);
        }
      }
    }
    if (words == null || positions == null) {
      throw mismatch(
          norm.input(), "the sum of word and position embeddings, and perhaps token types");
    }
    return new BertGraph.Embeddings(words, positions, types, after, norm);
  }

  private StoredTensor once(@Nullable StoredTensor before, OnnxLookup lookup, String term) {
    if (before != null) {
      throw mismatch(term, "one embedding of each kind, not a second one");
    }
    return lookup.table();
  }

  private void same(String value, String expected, String what) {
    if (!graph.source(value).equals(graph.source(expected))) {
      throw mismatch(
          value, "'%s', the input of the layer, as the input of %s".formatted(expected, what));
    }
  }

  private void check(OnnxNorm norm, float epsilon) {
    if (norm.epsilon() != epsilon) {
      throw mismatch(
          norm.input(),
          "one epsilon in all norms, not both %s and %s".formatted(epsilon, norm.epsilon()));
    }
  }

  private void checkWidths(BertGraph bert) {
    BertGraph.Layer first = bert.layers().getFirst();
    long width = bert.embeddings().words().rowSize();
    long inner = first.intermediate().weight().rows();
    for (BertGraph.Layer layer : bert.layers()) {
      OnnxAttention attention = layer.attention();
      boolean square =
          List.of(attention.query(), attention.key(), attention.value(), layer.attentionOutput())
              .stream()
              .allMatch(linear -> linear.weight().shape().equals(List.of(width, width)));
      boolean feedForward =
          layer.intermediate().weight().shape().equals(List.of(inner, width))
              && layer.output().weight().shape().equals(List.of(width, inner))
              && layer.activation().equals(first.activation());
      boolean norms =
          layer.attentionNorm().weight().rows() == width
              && layer.outputNorm().weight().rows() == width;
      if (!(square && feedForward && norms && attention.heads() == first.attention().heads())) {
        throw mismatch(
            layer.outputNorm().input(),
            "layers of one kind: width %d, inner width %d".formatted(width, inner));
      }
    }
    BertGraph.Embeddings embeddings = bert.embeddings();
    StoredTensor types = embeddings.types();
    if (embeddings.positions().rowSize() != width
        || (types != null && types.rowSize() != width)
        || embeddings.norm().weight().rows() != width) {
      throw mismatch(embeddings.norm().input(), "embeddings of one width, " + width);
    }
  }

  private CheckpointException mismatch(String value, String expected) {
    return new CheckpointException(
        "%s: the graph is not that of a BERT-like encoder: '%s' is made by %s; expected %s"
            .formatted(graph.model().origin(), value, graph.maker(value), expected));
  }
}
