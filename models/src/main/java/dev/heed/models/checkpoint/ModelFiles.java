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
 * <p>Known are the folder that Hugging Face's libraries write ({@code config.json} beside {@code
 * model.safetensors} or its shards), an ONNX encoder beside its tokenizer, in a folder or on the
 * class path, a decoder in a GGUF file, which carries its tokenizer or else has it beside it, and a
 * model of llama2.c. Close it when the weights are not read any more.
 */
public final class ModelFiles implements AutoCloseable {
  private final String origin;
  private final ObjectNode config;
  private final Checkpoint checkpoint;
  private final @Nullable ObjectNode graph;
  private final @Nullable Path folder;
  private final @Nullable ModelResource tokenizerJson;
  private final Optional<SentenceSettings> sentenceSettings;
  private final @Nullable GgufMetadata gguf;
  private final @Nullable ModelResource llama2cTokenizer;

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
    this.gguf = null;
    this.llama2cTokenizer = null;
  }

  /**
   * @param folder what lies beside it, where the folder was asked for; a GGUF file by itself needs
   *     nothing
   * @param tokenizerJson what lies beside a file without a tokenizer
   */
  ModelFiles(
      String origin,
      GgufDecoder decoder,
      @Nullable Path folder,
      @Nullable ModelResource tokenizerJson) {
    this.origin = origin;
    this.config = decoder.config();
    this.checkpoint = decoder.checkpoint();
    this.graph = null;
    this.folder = folder;
    this.tokenizerJson = tokenizerJson;
    this.sentenceSettings = Optional.empty();
    this.gguf = decoder.metadata();
    this.llama2cTokenizer = null;
  }

  ModelFiles(String origin, Llama2cFile.Content llama2c, @Nullable ModelResource llama2cTokenizer) {
    this.origin = origin;
    this.config = llama2c.config();
    this.checkpoint = llama2c.checkpoint();
    this.graph = null;
    this.folder = null;
    this.tokenizerJson = null;
    this.sentenceSettings = Optional.empty();
    this.gguf = null;
    this.llama2cTokenizer = llama2cTokenizer;
  }

  /**
   * Opens a model folder, an ONNX file with its tokenizer beside it, a GGUF file (or one of several
   * that are one model), or a llama2.c file. A folder with one GGUF model or one llama2.c file
   * stands for that.
   *
   * @throws CheckpointException if it is none of them, or holds weights in a form that is not read
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
   * in the same spelling, and likewise for a GGUF or llama2.c file. What such a file stores
   * otherwise than a Hugging Face folder does stands in an object {@code heed}: {@code
   * rope_pairing}, {@code rope_factors}, {@code norm_offset_added}, {@code linear_layout}.
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

  /** What a GGUF file says about the model: settings, tokenizer and chat template. */
  public Optional<GgufMetadata> ggufMetadata() {
    return Optional.ofNullable(gguf);
  }

  /** The tokenizer of a llama2.c model: the file {@code tok….bin} beside it. */
  public Optional<ModelResource> llama2cTokenizer() {
    return Optional.ofNullable(llama2cTokenizer);
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
    return path(name).map(ModelResource::of);
  }

  /** The path of a file of that name beside the weights, where there is one. */
  public Optional<Path> path(String name) {
    return Optional.ofNullable(folder)
        .map(place -> FileNames.inside(place, name, origin))
        .filter(Files::isRegularFile);
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

  /**
   * Lets go of the physical memory that the mapped files take, for the time being: they stay open,
   * and what is read again comes back from the files. To be called when what was needed of the
   * weights has been copied. Does nothing where nothing is mapped.
   */
  public void unload() {
    checkpoint.unload();
  }

  /** Unmaps the weights. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
