package dev.heed.bench.startup;

import dev.heed.models.TextEmbedder;
import java.io.IOException;

/** A program on Heed that embeds many texts, and says what memory it then has. */
final class HeedMany {
  private HeedMany() {}

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    try (TextEmbedder embedder = TextEmbedder.load("all-minilm-l6-v2")) {
      ManyTexts.embedAndReport(embedder::embed);
    }
  }
}
