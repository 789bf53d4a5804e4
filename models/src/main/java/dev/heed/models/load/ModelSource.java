package dev.heed.models.load;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.OnnxEncoder;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model as its files have it: configuration, tensors, tokenizer and what it says about
 * embeddings. Open until closed; needed only while a model is loaded.
 */
public final class ModelSource implements AutoCloseable {
  private final String name;
  private final Config config;
  private final Checkpoint checkpoint;
  private final @Nullable Tokenizer tokenizer;
  private final EmbeddingSettings embedding;

  private ModelSource(
      String name,
      Config config,
      Checkpoint checkpoint,
      @Nullable Tokenizer tokenizer,
      EmbeddingSettings embedding) {
    this.name = name;
    this.config = config;
    this.checkpoint = checkpoint;
    this.tokenizer = tokenizer;
    this.embedding = embedding;
  }

  /**
   * A built-in model by its name, or else a folder or file by its path.
   *
   * @throws ModelException when it is neither
   */
  public static ModelSource open(String nameOrPath) {
    Optional<BuiltInModel> builtIn = BuiltInModel.named(nameOrPath);
    if (builtIn.isPresent()) {
      return builtIn(builtIn.get());
    }
    Path path = Path.of(nameOrPath);
    if (!Files.exists(path)) {
      throw new ModelException(
          "model '%s' is neither a file or folder nor one of the built-in models: %s"
              .formatted(nameOrPath, BuiltInModel.names()));
    }
    return open(path);
  }

  /**
   * An ONNX file with its tokenizer beside it.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when a file cannot be read
   */
  public static ModelSource open(Path path) {
    return onnx(path);
  }

  /** A model from a jar on the class path. */
  public static ModelSource builtIn(BuiltInModel model) {
    URL tokenizerFile = model.tokenizer();
    Tokenizer tokenizer = Tokenizer.fromJson(bytes(tokenizerFile), tokenizerFile.toString());
    OnnxEncoder encoder = OnnxEncoder.read(model.weights());
    return new ModelSource(
        model.name(),
        new Config(encoder.checkpoint().origin(), encoder.config()),
        encoder.checkpoint(),
        tokenizer,
        model.settings());
  }

  private static ModelSource onnx(Path file) {
    Path json = file.resolveSibling("tokenizer.json");
    @Nullable Tokenizer tokenizer = Files.exists(json) ? Tokenizer.load(json) : null;
    OnnxEncoder encoder = OnnxEncoder.open(file);
    return new ModelSource(
        file.toString(),
        new Config(encoder.checkpoint().origin(), encoder.config()),
        encoder.checkpoint(),
        tokenizer,
        EmbeddingSettings.MEAN);
  }

  private static byte[] bytes(URL url) {
    try (InputStream stream = url.openStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new ModelException("%s: cannot be read: %s".formatted(url, e), e);
    }
  }

  /** What error texts call the model. */
  public String name() {
    return name;
  }

  /** Its settings. */
  public Config config() {
    return config;
  }

  /**
   * The head that its configuration names.
   *
   * @throws ModelException when that is not supported
   */
  public HeadSpec head() {
    return Families.of(config).head(config);
  }

  /** Its tensors; closed with this source. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Its tokenizer, where there is one that is supported. */
  public Optional<Tokenizer> tokenizer() {
    return Optional.ofNullable(tokenizer);
  }

  /**
   * Its tokenizer.
   *
   * @throws ModelException when there is none
   */
  public Tokenizer requireTokenizer() {
    if (tokenizer == null) {
      throw new ModelException(
          "model '%s' comes without a tokenizer; put its tokenizer.json beside it".formatted(name));
    }
    return tokenizer;
  }

  /** How it makes embeddings. */
  public EmbeddingSettings embedding() {
    return embedding;
  }

  /** Closes the files; loaded models do not need them. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
