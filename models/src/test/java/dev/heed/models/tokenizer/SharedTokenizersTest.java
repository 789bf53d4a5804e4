package dev.heed.models.tokenizer;

import dev.heed.models.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokenizer.json of published models, on the texts that llama.cpp tests itself with. */
class SharedTokenizersTest {
  @ParameterizedTest
  @CsvSource({"llama3, llama-bpe", "qwen3, qwen2"})
  void encodesAsPublished(String folder, String vectors) throws IOException {
    Tokenizer tokenizer = read("data/tokenizers/%s/tokenizer.json.gz".formatted(folder));
    TokenizerVectors.assertAll(tokenizer, vectors);
  }

  private static Tokenizer read(String shared) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(SharedData.path(shared)))) {
      return Tokenizer.fromJson(in.readAllBytes(), shared);
    }
  }
}
