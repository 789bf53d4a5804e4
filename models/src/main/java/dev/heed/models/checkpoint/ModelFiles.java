package dev.heed.models.checkpoint;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pretrained model as it is distributed: weights, configuration, tokenizer and settings, found
 * and opened, not interpreted.
 *
 * <p>Two kinds are known: the folder that Hugging Face's libraries write ({@code config.json}
 * beside {@code model.safetensors} or its shards), and an ONNX encoder beside its tokenizer, in a
 * folder or on the class path. Close it when the weights are not read any more.
 */
public final class ModelFiles implements AutoCloseable {
  private final String origin;
  private final ObjectNode config;
  private final Checkpoint checkpoint;
  private final @Nullable ObjectNode graph;
  private final @Nullable Path folder;
  private final @Nullable ModelResource tokenizerJson;
  private final Optional<SentenceSettings> sentenceSettings;

  ModelFiles(
      String origin,
      ObjectNode config,
      Checkpoint checkpoint,
      @Nullable ObjectNode graph,
      @Nullable Path folder,
      @Nullable ModelResource tokenizerJson,
      Optional<SentenceSettings> sentenceSettings) {
    this.origin = origin;
    this.config = config;
    this.checkpoint = checkpoint;
    this.graph = graph;
    this.folder = folder;
    this.tokenizerJson = tokenizerJson;
    this.sentenceSettings = sentenceSettings;
  }

  /**
   * Opens a model folder, or an ONNX file with its tokenizer beside it.
   *
   * @throws CheckpointException if it is neither, or holds weights in a form that is not read
   */
  public static ModelFiles open(Path model) {
    return new ModelFilesFinder(model).open();
  }

  /**
   * Opens an ONNX encoder on the class path, as langchain4j's embedding models are distributed.
   *
   * @param loader whose class path it is
   * @param onnx name of the ONNX resource
   * @param tokenizer name of its tokenizer.json
   * @throws CheckpointException if one of them is absent, or the graph is not that of an encoder
   */
  public static ModelFiles onClassPath(ClassLoader loader, String onnx, String tokenizer) {
    URL graph = resource(loader, onnx);
    ModelResource tokens = ModelResource.of(resource(loader, tokenizer));
    OnnxEncoder encoder = OnnxEncoder.read(graph);
    return new ModelFiles(
        onnx, encoder.config(), encoder.checkpoint(), null, null, tokens, Optional.empty());
  }

  private static URL resource(ClassLoader loader, String name) {
    URL url = loader.getResource(name);
    if (url == null) {
      throw new CheckpointException(
          "resource '%s' is not on the class path; add the jar that holds the model"
              .formatted(name));
    }
    return url;
  }

  /** Where the model was found, as it appears in error texts. */
  public String origin() {
    return origin;
  }

  /**
   * The model's config.json, as it stands there; for an ONNX file without one, what its graph says,
   * in the same spelling.
   */
  public ObjectNode config() {
    return config.deepCopy();
  }

  /**
   * What the graph of an ONNX file says about the model, in the spelling of the config.json that
   * lies beside it, which it may contradict; empty where there are not both.
   */
  public Optional<ObjectNode> graph() {
    return Optional.ofNullable(graph).map(ObjectNode::deepCopy);
  }

  /** The weights. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * The files that the weights lie in, an index of shards and the data outside an ONNX file
   * included; none for a model on the class path.
   */
  public List<Path> weightFiles() {
    return checkpoint.files();
  }

  /** The tokenizer in the form of Hugging Face's tokenizers library. */
  public Optional<ModelResource> tokenizerJson() {
    return Optional.ofNullable(tokenizerJson);
  }

  /** The word pieces of an older BERT model, one a line. */
  public Optional<ModelResource> vocabTxt() {
    return file("vocab.txt");
  }

  /**
   * A file of that name beside the weights, such as {@code merges.txt} or {@code
   * generation_config.json}.
   */
  public Optional<ModelResource> file(String name) {
    return Optional.ofNullable(folder)
        .map(place -> FileNames.inside(place, name, origin))
        .filter(Files::isRegularFile)
        .map(ModelResource::of);
  }

  /** {@code tokenizer_config.json}, where there is one. */
  public Optional<JsonNode> tokenizerConfig() {
    return file("tokenizer_config.json").map(ModelResource::json);
  }

  /** What sentence-transformers wrote beside the model, where it did. */
  public Optional<SentenceSettings> sentenceSettings() {
    return sentenceSettings;
  }

  /** Names of the files in the model's folder, in order; empty for a model on the class path. */
  public List<String> files() {
    return folder == null ? List.of() : ModelFilesFinder.names(folder);
  }

  /** Unmaps the weights. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
