package dev.heed.models.load;

import dev.heed.engine.op.Pooling;
import dev.heed.models.spec.ModelException;
import java.net.URL;
import java.util.ArrayList;
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
  private static final EmbeddingSettings MINILM =
      new EmbeddingSettings(Pooling.MEAN, true, 256, "", "");

  private static final EmbeddingSettings BGE =
      new EmbeddingSettings(
          Pooling.CLS, true, 512, "Represent this sentence for searching relevant passages: ", "");

  private static final EmbeddingSettings E5 =
      new EmbeddingSettings(Pooling.MEAN, true, 512, "query: ", "passage: ");

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
    return find(resource + ".onnx") != null;
  }

  URL weights() {
    return require(resource + ".onnx");
  }

  URL tokenizer() {
    return require(resource + "-tokenizer.json");
  }

  private URL require(String file) {
    URL url = find(file);
    if (url == null) {
      throw new ModelException(
          "model '%s': there is no resource '%s' on the class path; add the jar %s as a run-time dependency"
              .formatted(name, file, artifact));
    }
    return url;
  }

  /** On a pool thread of a fat jar only the class's own loader finds anything. */
  private static @Nullable URL find(String file) {
    List<ClassLoader> loaders = new ArrayList<>();
    loaders.add(BuiltInModel.class.getClassLoader());
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    for (ClassLoader loader : loaders) {
      URL url = loader.getResource(file);
      if (url != null) {
        return url;
      }
    }
    return null;
  }
}
