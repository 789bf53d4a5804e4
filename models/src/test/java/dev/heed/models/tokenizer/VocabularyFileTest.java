package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import dev.heed.models.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vocab.txt, with and without a tokenizer_config.json beside it. */
class VocabularyFileTest {
  @TempDir Path folder;

  private Tokenizer miniLmAsVocabulary() {
    Tokenizer json = TokenizerFixtures.miniLm();
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < json.vocabularySize(); id++) {
      lines.add(json.idToToken(id).orElseThrow());
    }
    TinyModel.text(folder.resolve("vocab.txt"), String.join("\n", lines) + "\n");
    return Tokenizer.load(folder);
  }

  private Tokenizer small(String configuration) {
    TinyModel.text(folder.resolve("vocab.txt"), "[UNK]\n[CLS]\n[SEP]\n\nun\n##aff\né\nÉ\n中中\n");
    TinyModel.text(folder.resolve("tokenizer_config.json"), configuration.replace('\'', '"'));
    return Tokenizer.load(folder);
  }

  @Test
  void encodesEveryTextAsTheReferenceDoes() {
    Tokenizer tokenizer = miniLmAsVocabulary();
    List<String> texts = new ArrayList<>(SampleTexts.curated());
    texts.addAll(List.of("", " ", "\u200B", "[CLS]"));
    texts.addAll(SampleTexts.invented(new SplittableRandom(1), 6000));
    EncodeOptions options = EncodeOptions.DEFAULT.parsingSpecial();
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(TokenizerFixtures.miniLmJson())) {
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        assertThat(tokenizer.encode(text, options)).isEqualTo(reference.encode(text, true));
        String other = texts.get(texts.size() - 1 - i);
        assertThat(tokenizer.encodePair(text, other, options))
            .isEqualTo(reference.encodePair(text, other, true));
      }
    }
  }

  /** The strings and ids that llama.cpp publishes for BGE, whose vocabulary MiniLM shares. */
  @Test
  void encodesThePublishedStringsToThePublishedIds() throws IOException {
    String data = "data/tokenizers/ggml-vocab-bert-bge.gguf";
    String[] texts =
        Files.readString(SharedData.path(data + ".inp")).split("\n__ggml_vocab_test__\n", -1);
    String[] ids = Files.readString(SharedData.path(data + ".out")).split("\n", -1);
    assertThat(texts).hasSizeGreaterThan(40);
    Tokenizer tokenizer = miniLmAsVocabulary();
    for (int t = 0; t < texts.length; t++) {
      int[] expected =
          Arrays.stream(ids[t].split(" "))
              .filter(id -> !id.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      assertThat(tokenizer.encode(texts[t], EncodeOptions.DEFAULT.withoutSpecial()).ids())
          .as("ids of '%s'", texts[t])
          .containsExactly(expected);
    }
  }

  @Test
  void aBlankLineHoldsAnId() {
    Tokenizer tokenizer = small("{}");
    assertThat(tokenizer.tokenToId("un")).hasValue(4);
    assertThat(tokenizer.idToToken(3)).isEmpty();
    assertThat(tokenizer.encode("unaff").ids()).containsExactly(1, 4, 5, 2);
  }

  @Test
  void theConfigurationSaysWhetherCaseAndAccentsCount() {
    assertThat(small("{'do_lower_case': false}").encode("É é").ids()).containsExactly(1, 7, 6, 2);
    assertThat(small("{'strip_accents': false}").encode("É é").ids()).containsExactly(1, 6, 6, 2);
  }

  @Test
  void theConfigurationSaysWhetherChineseCharactersAreWords() {
    assertThat(small("{'tokenize_chinese_chars': false}").encode("中中").ids())
        .containsExactly(1, 8, 2);
    assertThat(small("{}").encode("中中").ids()).containsExactly(1, 0, 0, 2);
  }

  @Test
  void theConfigurationSaysTheLimit() {
    assertThat(small("{'model_max_length': 3}").encode("unaff").ids()).containsExactly(1, 4, 2);
    assertThat(small("{'model_max_length': 1e30}").defaultMaxTokens()).isEmpty();
  }

  @Test
  void theConfigurationNamesSpecialAndAddedTokens() {
    Tokenizer tokenizer =
        small(
            """
            {'cls_token': 'un', 'sep_token': {'content': '##aff'},
             'added_tokens_decoder': {'9': {'content': '<new>', 'special': true},
                                      '10': {'content': '<word>'}, '11': {'content': ''}}}
            """);
    assertThat(tokenizer.encode("<word> <new>", EncodeOptions.DEFAULT.parsingSpecial()).ids())
        .containsExactly(4, 10, 9, 5);
    assertThat(tokenizer.specialTokens().keySet()).contains("un", "##aff", "<new>");
    assertThat(tokenizer.vocabularySize()).isEqualTo(11);
  }
}
