package dev.heed.bench.startup;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.io.IOException;

/** The same on langchain4j, in its own settings. */
final class Langchain4jMany {
  private Langchain4jMany() {}

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    AllMiniLmL6V2EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();
    ManyTexts.embedAndReport(
        texts -> model.embedAll(texts.stream().map(TextSegment::from).toList()));
  }
}
