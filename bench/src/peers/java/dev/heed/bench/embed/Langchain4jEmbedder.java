package dev.heed.bench.embed;

import ai.onnxruntime.OrtEnvironment;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.util.List;

/**
 * langchain4j's in-process model with its own settings: ONNX Runtime beneath, one text at a time
 * per thread. Its pom asks for an older ONNX Runtime; one JVM can load one, here the newer.
 */
final class Langchain4jEmbedder implements Embedder {
  private final AllMiniLmL6V2EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();
  private final List<TextSegment> segments;

  Langchain4jEmbedder(List<String> texts) {
    segments = texts.stream().map(TextSegment::from).toList();
  }

  @Override
  public String name() {
    return "langchain4j on onnxruntime " + OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public float[][] embed() {
    return model.embedAll(segments).content().stream()
        .map(Embedding::vector)
        .toArray(float[][]::new);
  }

  @Override
  public void close() {
    // It has nothing to close.
  }
}
