package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.tokenizer.TinyTokenizers.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Byte-pair encoding and its relatives on committed tokenizers: as the libraries that made them.
 */
class TinyTokenizersTest {
  private static final EncodeOptions PLAIN = EncodeOptions.DEFAULT.withoutSpecial();

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama3", "digits", "fallback", "unigram"})
  void encodesAndDecodesAsTheLibraryDid(String name) {
    Tokenizer tokenizer = TinyTokenizers.json(name);
    List<Golden> goldens = TinyTokenizers.goldens(name + ".json");
    assertThat(goldens).hasSizeGreaterThan(30);
    for (Golden golden : goldens) {
      Encoding encoding = tokenizer.encode(golden.text(), PLAIN);
      assertThat(encoding.ids()).as(golden.toString()).isEqualTo(golden.ids());
      if (!name.equals("gpt2")) { // it parts where a token is nothing but white space
        assertThat(offsets(encoding, golden.text()))
            .as(golden.toString())
            .isEqualTo(golden.offsets().orElseThrow());
      }
      assertThat(tokenizer.decode(golden.ids())).isEqualTo(golden.decoded());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unigram", "unigram-bytes", "bpe", "bpe-bytes"})
  void encodesAndDecodesAsSentencePieceDid(String name) {
    Tokenizer tokenizer = TinyTokenizers.model(name);
    List<Golden> goldens = TinyTokenizers.goldens(name + ".model");
    assertThat(goldens).hasSizeGreaterThan(30);
    for (Golden golden : goldens) {
      assertThat(tokenizer.encode(golden.text()).ids())
          .as(golden.toString())
          .isEqualTo(golden.ids());
      assertThat(tokenizer.decode(golden.ids())).isEqualTo(golden.decoded());
    }
  }

  /** Thousands of texts more, where the library runs here. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama3", "digits", "fallback", "unigram"})
  void encodesAnyTextAsTheReferenceDoes(String name) {
    Tokenizer tokenizer = TinyTokenizers.json(name);
    EncodeOptions options = EncodeOptions.DEFAULT.parsingSpecial();
    List<String> texts = new ArrayList<>(SampleTexts.curated());
    texts.addAll(SampleTexts.invented(new SplittableRandom(6), 3000));
    try (ReferenceTokenizer reference =
        ReferenceTokenizer.of(TinyTokenizers.bytes(name + ".json"))) {
      for (String text : texts) {
        Encoding expected = reference.encode(text, true);
        Encoding actual = tokenizer.encode(text, options);
        assertThat(actual.tokens()).as(Quoted.of(text)).isEqualTo(expected.tokens());
        assertThat(actual.ids()).as(Quoted.of(text)).isEqualTo(expected.ids());
        assertThat(tokenizer.decode(actual.ids(), true))
            .as(Quoted.of(text))
            .isEqualTo(reference.decode(actual.ids(), true));
      }
    }
  }

  /** In code points, as the library counts. */
  private static int[] offsets(Encoding encoding, String text) {
    int[] offsets = new int[2 * encoding.size()];
    for (int t = 0; t < encoding.size(); t++) {
      offsets[2 * t] = text.codePointCount(0, encoding.starts()[t]);
      offsets[2 * t + 1] = text.codePointCount(0, encoding.ends()[t]);
    }
    return offsets;
  }
}
