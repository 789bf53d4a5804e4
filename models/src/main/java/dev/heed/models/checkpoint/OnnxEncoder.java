package dev.heed.models.checkpoint;

import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A BERT-like encoder in an ONNX file, as a checkpoint with the names that Hugging Face gives its
 * parameters.
 *
 * <p>Exporters fold weights into anonymous matrices. Here the graph itself says which is which: it
 * is walked from its hidden states to its token ids, and every step must be that of a BERT encoder
 * (post-norm, absolute positions). So the file is known to compute what an encoder built from these
 * weights computes, up to rounding.
 *
 * <p>Linear weights [out, in] are stored the other way round, int8 ones with their scales: {@link
 * StoredTensor#toFloats()} gives what a float checkpoint would hold.
 */
public final class OnnxEncoder implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final ObjectNode config;

  private OnnxEncoder(Checkpoint checkpoint, ObjectNode config) {
    this.checkpoint = checkpoint;
    this.config = config;
  }

  /**
   * Opens a file, mapped.
   *
   * @throws CheckpointException if it cannot be read, or its graph is not that of a BERT-like
   *     encoder
   */
  public static OnnxEncoder open(Path file) {
    return of(OnnxModel.open(file));
  }

  /**
   * Reads a resource, such as a file inside a jar, into memory.
   *
   * @throws CheckpointException if it cannot be read, or its graph is not that of a BERT-like
   *     encoder
   */
  public static OnnxEncoder read(URL resource) {
    return of(OnnxModel.read(resource));
  }

  /** Takes the model over: it is closed with the encoder, or at once if it is no encoder. */
  static OnnxEncoder of(OnnxModel model) {
    try {
      BertGraph graph = BertGraph.match(new OnnxGraph(model));
      Checkpoint checkpoint =
          new Checkpoint(model.origin(), tensors(graph), model.metadata(), model.memory());
      return new OnnxEncoder(checkpoint, config(graph));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * The parameters, named as in a Hugging Face checkpoint of the bare model ({@code
   * encoder.layer.0.…}).
   */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * What the graph says about the model, as Hugging Face's config.json would: {@code model_type},
   * {@code hidden_size}, {@code num_hidden_layers}, {@code num_attention_heads}, {@code
   * intermediate_size}, {@code hidden_act}, {@code layer_norm_eps}, {@code vocab_size}, {@code
   * max_position_embeddings}, {@code type_vocab_size}.
   */
  public ObjectNode config() {
    return config.deepCopy();
  }

  private static List<StoredTensor> tensors(BertGraph graph) {
    List<StoredTensor> tensors = new ArrayList<>();
    BertGraph.Embeddings embeddings = graph.embeddings();
    tensors.add(embeddings.words().renamed("embeddings.word_embeddings.weight"));
    tensors.add(embeddings.positions().renamed("embeddings.position_embeddings.weight"));
    tensors.add(embeddings.types().renamed("embeddings.token_type_embeddings.weight"));
    add(tensors, "embeddings.LayerNorm", embeddings.norm());
    for (int i = 0; i < graph.layers().size(); i++) {
      BertGraph.Layer layer = graph.layers().get(i);
      String name = "encoder.layer." + i + ".";
      add(tensors, name + "attention.self.query", layer.attention().query());
      add(tensors, name + "attention.self.key", layer.attention().key());
      add(tensors, name + "attention.self.value", layer.attention().value());
      add(tensors, name + "attention.output.dense", layer.attentionOutput());
      add(tensors, name + "attention.output.LayerNorm", layer.attentionNorm());
      add(tensors, name + "intermediate.dense", layer.intermediate());
      add(tensors, name + "output.dense", layer.output());
      add(tensors, name + "output.LayerNorm", layer.outputNorm());
    }
    return tensors;
  }

  private static void add(List<StoredTensor> tensors, String name, OnnxLayers.Linear linear) {
    tensors.add(linear.weight().renamed(name + ".weight"));
    tensors.add(linear.bias().renamed(name + ".bias"));
  }

  private static void add(List<StoredTensor> tensors, String name, OnnxLayers.Norm norm) {
    tensors.add(norm.weight().renamed(name + ".weight"));
    tensors.add(norm.bias().renamed(name + ".bias"));
  }

  private static ObjectNode config(BertGraph graph) {
    BertGraph.Layer first = graph.layers().getFirst();
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", "bert")
        .put("vocab_size", graph.embeddings().words().rows())
        .put("hidden_size", graph.embeddings().words().rowSize())
        .put("num_hidden_layers", graph.layers().size())
        .put("num_attention_heads", first.attention().heads())
        .put("intermediate_size", first.intermediate().weight().rows())
        .put("hidden_act", first.activation())
        // Through its decimal form: 1e-12f is 9.999999960041972e-13 as a double.
        .put("layer_norm_eps", Double.parseDouble(Float.toString(graph.epsilon())))
        .put("max_position_embeddings", graph.embeddings().positions().rows())
        .put("type_vocab_size", graph.embeddings().types().rows());
  }

  /** Unmaps the file; {@link #checkpoint()} is closed with it. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
