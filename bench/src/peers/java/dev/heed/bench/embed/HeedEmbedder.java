package dev.heed.bench.embed;

import java.util.List;

/** Heed, tokenizing included. */
record HeedEmbedder(HeedModel model, List<String> texts) implements Embedder {
  @Override
  public String name() {
    return model.name();
  }

  @Override
  public float[][] embed() {
    return model.embed(texts);
  }

  @Override
  public void close() {
    // Who opened the model closes it.
  }
}
