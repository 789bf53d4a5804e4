package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Texts and ids of llama.cpp's tests: 47 for each tokenizer. */
public final class TokenizerVectors {
  private TokenizerVectors() {}

  private static String data(String name) {
    return "data/tokenizers/ggml-vocab-" + name + ".gguf";
  }

  /** The texts; what asks is skipped where the data are absent. */
  static List<String> texts(String name) throws IOException {
    return List.of(
        Files.readString(SharedData.path(data(name) + ".inp"))
            .split("\n__ggml_vocab_test__\n", -1));
  }

  /** The ids of all texts, without special tokens round them; skipped where the data are absent. */
  public static void assertAll(Tokenizer tokenizer, String name) throws IOException {
    List<String> texts = texts(name);
    String[] ids = Files.readString(SharedData.path(data(name) + ".out")).split("\n", -1);
    assertThat(ids).hasSizeGreaterThanOrEqualTo(47);
    for (int t = 0; t < 47; t++) {
      int[] expected =
          Arrays.stream(ids[t].split(" "))
              .filter(id -> !id.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      assertThat(tokenizer.encode(texts.get(t), EncodeOptions.DEFAULT.withoutSpecial()).ids())
          .as("%s: text %d, %s", name, t, Quoted.of(texts.get(t)))
          .isEqualTo(expected);
    }
  }
}
