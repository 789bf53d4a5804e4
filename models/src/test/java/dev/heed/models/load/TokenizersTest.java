package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import dev.heed.models.TinyDecoder;
import dev.heed.models.TinyModel;
import dev.heed.models.checkpoint.GgufWriter;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.tokenizer.TokenizerVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tokenizers from GGUF and llama2.c files, on what llama.cpp and llama2.c give. */
class TokenizersTest {
  @ParameterizedTest
  @CsvSource({
    "gpt-2, gpt-2",
    "starcoder, starcoder",
    "llama-spm, llama-spm",
    "llama-spm, phi-3",
    "bert-bge, bert-bge",
  })
  void encodesAsLlamaCppDoes(String file, String vectors) throws IOException {
    TokenizerVectors.assertAll(
        Tokenizers.load(SharedData.path("data/tokenizers/ggml-vocab-" + file + ".gguf")), vectors);
  }

  @Test
  void encodesForSmolLmAsLlamaCppDoes() {
    Tokenizer tokenizer =
        Tokenizers.load(SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"));
    EncodeOptions plain = EncodeOptions.DEFAULT.withoutSpecial();
    JsonNode cases =
        new JsonMapper()
            .readTree(SharedData.path("data/models/smollm2-tokenizer.json").toFile())
            .path("cases");
    assertThat(cases).hasSizeGreaterThanOrEqualTo(200);
    for (JsonNode one : cases) {
      String text = one.path("text").stringValue();
      int[] ids = ints(one.path("ids"));
      assertThat(tokenizer.encode(text, plain).ids()).as(text).isEqualTo(ids);
      assertThat(tokenizer.decode(ids)).isEqualTo(text);
      int[] parsed = one.has("ids_special") ? ints(one.path("ids_special")) : ids;
      assertThat(tokenizer.encode(text, plain.parsingSpecial()).ids()).as(text).isEqualTo(parsed);
      assertThat(tokenizer.decode(parsed, true)).isEqualTo(text);
    }
  }

  @Test
  void smolLmStopsAtTheEndOfATurn() {
    Tokenizer tokenizer =
        Tokenizers.load(SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"));
    assertThat(tokenizer.roles().end()).hasValue(2);
    assertThat(tokenizer.roles().stops()).contains(2);
    assertThat(tokenizer.addedTokens(false)).isZero();
  }

  @Test
  void tellsTheStoryOfLlama2c() {
    Tokenizer tokenizer = Tokenizers.load(SharedData.path("data/stories260K/tok512.bin"));
    JsonNode golden =
        new JsonMapper().readTree(SharedData.path("data/stories260K/golden.json").toFile());
    JsonNode zoo = golden.path("greedy_zoo");
    assertThat(tokenizer.encode(zoo.path("prompt").stringValue()).ids())
        .isEqualTo(ints(zoo.path("prompt_ids")));
    JsonNode story = golden.path("greedy_from_bos");
    assertThat(tokenizer.decode(ints(story.path("ids"))))
        .isEqualTo(story.path("text").stringValue());
  }

  /** What an error about a missing tokenizer says to do. */
  @Test
  void aGgufFileWithoutATokenizerTakesTheOneBesideIt(@TempDir Path folder) throws IOException {
    Path file = GgufWriter.tiny().write(folder.resolve("m.gguf"));
    try (ModelSource source = ModelSource.open(file)) {
      assertThat(source.tokenizer()).isEmpty();
    }
    TinyDecoder.talking(8).write(folder.resolve("other"));
    Files.copy(folder.resolve("other/tokenizer.json"), folder.resolve("tokenizer.json"));
    TinyModel.text(folder.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|im_end|>\"}");
    try (ModelSource source = ModelSource.open(file)) {
      Tokenizer tokenizer = source.requireTokenizer();
      assertThat(tokenizer.encode("ab").ids()).containsExactly('a', 'b');
      assertThat(tokenizer.roles().end()).hasValue(TinyDecoder.END);
    }
  }

  private static int[] ints(JsonNode numbers) {
    int[] ints = new int[numbers.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = numbers.path(i).intValue();
    }
    return ints;
  }
}
