package dev.heed.models.checkpoint;

import java.net.URL;
import java.nio.file.Path;
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
    return model
        .memory()
        .orClose(
            model.origin(),
            () -> {
              BertGraph graph = BertGraph.match(new OnnxGraph(model));
              Checkpoint checkpoint =
                  new Checkpoint(
                      model.origin(), BertNames.tensors(graph), model.metadata(), model.memory());
              return new OnnxEncoder(checkpoint, BertNames.config(graph));
            });
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

  /** Unmaps the file; {@link #checkpoint()} is closed with it. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
