package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import dev.heed.models.checkpoint.GgufFile;
import dev.heed.models.checkpoint.GgufMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tokenizer.json of published models, on the texts that llama.cpp tests itself with. */
class SharedTokenizersTest {
  @ParameterizedTest
  @CsvSource({"llama3, llama-bpe", "qwen3, qwen2"})
  void encodesAsPublished(String folder, String vectors) throws IOException {
    Tokenizer tokenizer = read("data/tokenizers/%s/tokenizer.json.gz".formatted(folder));
    TokenizerVectors.assertAll(tokenizer, vectors);
  }

  /**
   * The whole text is one piece. Its vocabulary is Mistral's, whatever its folder's name, so that
   * the ids of llama.cpp's tests are of other tokens.
   */
  @Test
  void encodesAsTheLibraryDoes() throws IOException {
    byte[] json = bytes("data/tokenizers/llama2/tokenizer.json.gz");
    Tokenizer tokenizer = Tokenizer.fromJson(json, "llama2");
    List<String> texts = new ArrayList<>(SampleTexts.curated());
    texts.addAll(TokenizerVectors.texts("llama-spm"));
    texts.addAll(SampleTexts.invented(new SplittableRandom(9), 1000));
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(json)) {
      for (String text : texts) {
        assertThat(tokenizer.encode(text, EncodeOptions.DEFAULT.parsingSpecial()).ids())
            .as(Quoted.of(text))
            .isEqualTo(reference.encode(text, true).ids());
      }
    }
  }

  /** GPT-2's own file is older than the field that says what its model is. */
  @Test
  void encodesForGpt2AsPublished() throws IOException {
    ObjectNode json =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    {"version": "1.0", "truncation": null, "padding": null,
                     "added_tokens": [{"id": 50256, "special": true, "content": "<|endoftext|>", "single_word": false,
                                       "lstrip": false, "rstrip": false, "normalized": true}],
                     "normalizer": null,
                     "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
                     "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false},
                     "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true},
                     "model": {"dropout": null, "unk_token": null, "continuing_subword_prefix": "",
                               "end_of_word_suffix": "", "fuse_unk": false}}
                    """);
    try (GgufFile file = GgufFile.open(SharedData.path("data/tokenizers/ggml-vocab-gpt-2.gguf"))) {
      GgufMetadata metadata = file.metadata();
      ObjectNode model = json.withObject("model");
      List<String> tokens = metadata.strings("tokenizer.ggml.tokens").orElseThrow();
      ObjectNode vocabulary = model.putObject("vocab");
      for (int id = 0; id < tokens.size(); id++) {
        vocabulary.put(tokens.get(id), id);
      }
      metadata
          .strings("tokenizer.ggml.merges")
          .orElseThrow()
          .forEach(model.putArray("merges")::add);
    }
    Tokenizer tokenizer =
        Tokenizer.fromJson(JsonMapper.shared().writeValueAsBytes(json), "gpt2's tokenizer.json");
    assertThat(tokenizer.vocabularySize()).isEqualTo(50_257);
    TokenizerVectors.assertAll(tokenizer, "gpt-2");
  }

  private static Tokenizer read(String shared) throws IOException {
    return Tokenizer.fromJson(bytes(shared), shared);
  }

  private static byte[] bytes(String shared) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(SharedData.path(shared)))) {
      return in.readAllBytes();
    }
  }
}
