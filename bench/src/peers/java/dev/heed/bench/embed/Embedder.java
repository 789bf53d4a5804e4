package dev.heed.bench.embed;

import java.util.List;

/** One engine under test: texts to unit vectors, in the order of the texts. */
interface Embedder extends AutoCloseable {
  String name();

  float[][] embed(List<String> texts);

  @Override
  void close();
}
