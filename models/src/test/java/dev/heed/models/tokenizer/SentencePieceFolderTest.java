package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A folder with a tokenizer.model and no tokenizer.json: what lies beside it counts, and the
 * defaults of transformers' LlamaTokenizer and GemmaTokenizer ({@code add_bos_token} true, {@code
 * add_eos_token} false).
 */
class SentencePieceFolderTest {
  private static final EncodeOptions PLAIN = EncodeOptions.DEFAULT.withoutSpecial();
  private static final int BEGIN = 1;
  private static final int END = 2;

  @TempDir Path folder;

  private Tokenizer load(String model) throws IOException {
    Files.write(folder.resolve("tokenizer.model"), TinyTokenizers.bytes(model + ".model"));
    return Tokenizer.load(folder);
  }

  private void beside(String file, String json) {
    TinyModel.text(folder.resolve(file), json.replace('\'', '"'));
  }

  private static int[] parsed(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, PLAIN.parsingSpecial()).ids();
  }

  @Test
  void aFileAloneDoesWhatSentencePieceDoes() throws IOException {
    Tokenizer tokenizer = load("bpe-bytes");
    assertThat(tokenizer.encode("the dog").ids())
        .isEqualTo(tokenizer.encode("the dog", PLAIN).ids());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "config.json; {}",
        "tokenizer_config.json; {}",
        "tokenizer_config.json; {'tokenizer_class': 'LlamaTokenizer', 'add_bos_token': null}",
        "tokenizer_config.json; {'tokenizer_class': 'GemmaTokenizer'}",
      })
  void aModelOfLlamasKindBeginsTexts(String file, String json) throws IOException {
    beside(file, json);
    assertThat(load("bpe-bytes").encode("the dog").ids()).startsWith(BEGIN).doesNotContain(END);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bpe-bytes; {'add_bos_token': false}",
        "bpe-bytes; {'tokenizer_class': 'ReformerTokenizer'}",
        "unigram; {}",
      })
  void othersDoNot(String model, String json) throws IOException {
    beside("tokenizer_config.json", json);
    assertThat(load(model).encode("the dog").ids()).doesNotContain(BEGIN, END);
  }

  @Test
  void theTokensRoundATextAreThoseThatAreNamed() throws IOException {
    beside(
        "tokenizer_config.json",
        "{'bos_token': '<|end|>', 'eos_token': {'content': '</s>'}, 'add_eos_token': true}");
    Tokenizer tokenizer = load("bpe-bytes");
    int named = tokenizer.tokenToId("<|end|>").orElseThrow();
    assertThat(tokenizer.encode("a").ids()).startsWith(named).endsWith(END);
    assertThat(tokenizer.roles().begin()).hasValue(named);
  }

  @Test
  void listedTokensAreAdded() throws IOException {
    int size = load("bpe-bytes").vocabularySize();
    beside(
        "tokenizer_config.json",
        """
        {'added_tokens_decoder': {
           '1': {'content': '<s>', 'special': true},
           '%d': {'content': '<|user|>', 'special': true, 'rstrip': true},
           '%d': {'content': '<note>', 'normalized': true}}}
        """
            .formatted(size, size + 1));
    Tokenizer tokenizer = load("bpe-bytes");
    assertThat(tokenizer.vocabularySize()).isEqualTo(size + 2);
    assertThat(parsed(tokenizer, "<|user|> \n<s>")).containsExactly(size, 1);
    assertThat(tokenizer.encode("<note><|user|>", PLAIN).ids())
        .startsWith(size + 1)
        .doesNotContain(size);
    assertThat(tokenizer.decode(new int[] {size, size + 1}, true)).isEqualTo("<|user|><note>");
    assertThat(tokenizer.specialTokens())
        .containsEntry("<|user|>", size)
        .doesNotContainKey("<note>");
  }

  @Test
  void olderFoldersListThemInAFileOfTheirOwn() throws IOException {
    int size = load("bpe-bytes").vocabularySize();
    beside("added_tokens.json", "{'<|user|>': %d, '<note>': %d}".formatted(size, size + 1));
    beside("special_tokens_map.json", "{'additional_special_tokens': ['<|user|>']}");
    Tokenizer tokenizer = load("bpe-bytes");
    assertThat(parsed(tokenizer, "<|user|><note>")).containsExactly(size, size + 1);
    assertThat(tokenizer.specialTokens())
        .containsEntry("<|user|>", size)
        .doesNotContainKey("<note>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unigram", "bpe-bytes"})
  void whatTheUserDefinedAndAListCallsSpecialIsText(String model) throws IOException {
    int tool = load(model).tokenToId("<tool>").orElseThrow();
    assertThat(load(model).encode("a<tool>", PLAIN).ids()).contains(tool);
    beside(
        "tokenizer_config.json",
        "{'added_tokens_decoder': {'%d': {'content': '<tool>', 'special': true}}}".formatted(tool));
    Tokenizer tokenizer = load(model);
    assertThat(tokenizer.encode("a<tool>", PLAIN).ids()).doesNotContain(tool);
    assertThat(parsed(tokenizer, "<tool>")).containsExactly(tool);
  }

  @Test
  void aListedNameTakesThePlaceOfAnother() throws IOException {
    int tool = load("bpe-bytes").tokenToId("<tool>").orElseThrow();
    beside(
        "tokenizer_config.json",
        "{'added_tokens_decoder': {'%d': {'content': '<think>'}}}".formatted(tool));
    Tokenizer tokenizer = load("bpe-bytes");
    assertThat(tokenizer.encode("<think>", PLAIN).ids()).containsExactly(tool);
    assertThat(tokenizer.tokenToId("<tool>")).isEmpty();
  }

  @Test
  void aTokenUnderAnotherIdIsRefused() throws IOException {
    beside("added_tokens.json", "{'<s>': 700}");
    assertThatThrownBy(() -> load("bpe-bytes"))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessageContaining(
            "the added token '<s>' has the id 700, but the model's vocabulary gives it 1");
  }
}
