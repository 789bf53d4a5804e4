package dev.heed.bench.embed;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.models.Embedding;
import dev.heed.models.ModelOptions;
import dev.heed.models.TextEmbedder;
import java.util.List;
import java.util.Locale;

/** Heed's own entry point, on the backend that a user would get. */
final class HeedModel implements AutoCloseable {
  private final Backend backend;
  private final TextEmbedder embedder;

  HeedModel(int threads) {
    this(BackendOptions.fromEnvironment().withThreads(threads));
  }

  HeedModel(BackendOptions options) {
    backend = Backends.installed().choose(BackendRequest.fromEnvironment()).open(options);
    embedder =
        TextEmbedder.builder("all-minilm-l6-v2")
            .options(ModelOptions.DEFAULT.withBackend(backend))
            .build();
  }

  /** With the arithmetic that the backend says it has, which need not be what it was asked for. */
  String name() {
    String compute = backend.options().compute().name().toLowerCase(Locale.ROOT);
    return "heed %s %s".formatted(backend.device().backend(), compute);
  }

  /** Token ids of a text, special tokens among them. */
  int[] ids(String text) {
    return embedder.tokenizer().encode(text).ids();
  }

  /** Tokenizes and computes. */
  float[][] embed(List<String> texts) {
    return embedder.embed(texts).stream().map(Embedding::vector).toArray(float[][]::new);
  }

  @Override
  public void close() {
    embedder.close();
    backend.close();
  }
}
