package dev.heed.models.checkpoint;

import dev.heed.models.checkpoint.BertGraph.Embeddings;
import dev.heed.models.checkpoint.BertGraph.Family;
import dev.heed.models.checkpoint.BertGraph.Layer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Hugging Face calls the parts of a BERT-like encoder: parameters in a checkpoint, settings in
 * config.json.
 */
final class BertNames {
  private static final List<String> BERT =
      List.of(
          "encoder.layer.",
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  private static final List<String> DISTILBERT =
      List.of(
          "transformer.layer.",
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm");

  private final List<StoredTensor> tensors = new ArrayList<>();

  private BertNames() {}

  /** Every parameter under its name in a checkpoint of the bare model. */
  static List<StoredTensor> tensors(BertGraph graph) {
    BertNames names = new BertNames();
    names.add(graph.embeddings());
    List<String> words = graph.family() == Family.DISTILBERT ? DISTILBERT : BERT;
    for (int i = 0; i < graph.layers().size(); i++) {
      // Not by format(), which writes numbers with the digits of the user's language.
      names.add(graph.layers().get(i), words, words.getFirst() + i + ".");
    }
    return names.tensors;
  }

  private void add(Embeddings embeddings) {
    tensors.add(embeddings.words().renamed("embeddings.word_embeddings.weight"));
    tensors.add(embeddings.positions().renamed("embeddings.position_embeddings.weight"));
    StoredTensor types = embeddings.types();
    if (types != null) {
      tensors.add(types.renamed("embeddings.token_type_embeddings.weight"));
    }
    add("embeddings.LayerNorm", embeddings.norm());
  }

  private void add(Layer layer, List<String> words, String prefix) {
    add(prefix + words.get(1), layer.attention().query());
    add(prefix + words.get(2), layer.attention().key());
    add(prefix + words.get(3), layer.attention().value());
    add(prefix + words.get(4), layer.attentionOutput());
    add(prefix + words.get(5), layer.attentionNorm());
    add(prefix + words.get(6), layer.intermediate());
    add(prefix + words.get(7), layer.output());
    add(prefix + words.get(8), layer.outputNorm());
  }

  private void add(String name, OnnxLinear linear) {
    tensors.add(linear.weight().renamed(name + ".weight"));
    tensors.add(linear.bias().renamed(name + ".bias"));
  }

  private void add(String name, OnnxNorm norm) {
    tensors.add(norm.weight().renamed(name + ".weight"));
    tensors.add(norm.bias().renamed(name + ".bias"));
  }

  /** The settings that the graph shows. */
  static ObjectNode config(BertGraph graph) {
    return switch (graph.family()) {
      case BERT -> bert(graph, "bert");
      case ROBERTA ->
          bert(graph, "roberta")
              .put("pad_token_id", graph.embeddings().positionsAfter().orElseThrow());
      case DISTILBERT -> distilBert(graph);
    };
  }

  private static ObjectNode bert(BertGraph graph, String type) {
    Embeddings embeddings = graph.embeddings();
    StoredTensor types = embeddings.types();
    return node(graph, type)
        .put("hidden_size", embeddings.words().rowSize())
        .put("num_hidden_layers", graph.layers().size())
        .put("num_attention_heads", graph.layers().getFirst().attention().heads())
        .put("intermediate_size", graph.layers().getFirst().intermediate().weight().rows())
        .put("hidden_act", graph.layers().getFirst().activation())
        .put("layer_norm_eps", epsilon(graph))
        .put("type_vocab_size", types == null ? 0 : types.rows());
  }

  private static ObjectNode distilBert(BertGraph graph) {
    return node(graph, "distilbert")
        .put("dim", graph.embeddings().words().rowSize())
        .put("n_layers", graph.layers().size())
        .put("n_heads", graph.layers().getFirst().attention().heads())
        .put("hidden_dim", graph.layers().getFirst().intermediate().weight().rows())
        .put("activation", graph.layers().getFirst().activation());
  }

  private static ObjectNode node(BertGraph graph, String type) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", type)
        .put("vocab_size", graph.embeddings().words().rows())
        .put("max_position_embeddings", graph.embeddings().positions().rows());
  }

  /** Through its decimal form: 1e-12f is 9.999999960041972e-13 as a double. */
  private static double epsilon(BertGraph graph) {
    return Double.parseDouble(Float.toString(graph.epsilon()));
  }
}
