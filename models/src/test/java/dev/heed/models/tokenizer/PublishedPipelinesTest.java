package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings of published tokenizer.json files over a tiny vocabulary: each text as Hugging
 * Face's tokenizers has it, where the library runs here.
 */
class PublishedPipelinesTest {
  private static final String TEKKEN =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
          + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final String DEEPSEEK =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
          + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static ObjectNode split(String regex) {
    ObjectNode part =
        TokenizerFixtures.json("{'type': 'Split', 'behavior': 'Isolated', 'invert': false}");
    part.putObject("pattern").put("Regex", regex);
    return part;
  }

  private static ObjectNode bytes(boolean cut) {
    return TokenizerFixtures.json(
            "{'type': 'ByteLevel', 'add_prefix_space': false, 'trim_offsets': true}")
        .put("use_regex", cut);
  }

  private static ObjectNode digits(boolean apart) {
    return TokenizerFixtures.json("{'type': 'Digits'}").put("individual_digits", apart);
  }

  private static ObjectNode sequence(ObjectNode... parts) {
    ObjectNode all = TokenizerFixtures.json("{'type': 'Sequence'}");
    all.putArray("pretokenizers").addAll(List.of(parts));
    return all;
  }

  /** Of byte-level BPE: a pre_tokenizer. */
  static Stream<Arguments> cuts() {
    ObjectNode old = bytes(true);
    old.remove("use_regex");
    ObjectNode punctuation =
        TokenizerFixtures.json("{'type': 'Punctuation', 'behavior': 'Contiguous'}");
    return Stream.of(
        Arguments.of("GPT-2, GPT-NeoX, Phi-2", old),
        Arguments.of("SmolLM2, StarCoder, Command-R", sequence(digits(true), bytes(true))),
        Arguments.of(
            "Falcon", sequence(punctuation, bytes(true), digits(false), split("[0-9][0-9][0-9]"))),
        Arguments.of("Bloom", sequence(split(" ?[^(\\s|[.,!?…。，、।۔،])]+"), bytes(false))),
        Arguments.of("Mistral Nemo", sequence(split(TEKKEN), bytes(false))),
        Arguments.of(
            "DeepSeek V3",
            sequence(split("\\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(DEEPSEEK), bytes(false))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cuts")
  void bytesAreCutAsTheLibraryCutsThem(String models, ObjectNode preTokenizer) {
    assertSame(TinyTokenizers.with("digits", file -> file.set("pre_tokenizer", preTokenizer)));
  }

  /** Tokens and what is normalized: Metaspace is only put before the beginning of a text. */
  @Test
  void mistralsSpacesBeginTextsAndNoTurns() {
    assertSame(
        TinyTokenizers.with(
            "fallback",
            file -> {
              file.putNull("normalizer");
              file.set(
                  "pre_tokenizer",
                  TokenizerFixtures.json(
                      "{'type': 'Metaspace', 'replacement': '▁', 'prepend_scheme': 'first', 'split': false}"));
              addTokens(file, false);
            }));
  }

  @Test
  void phi3sTokensTakeTheWhiteSpaceBehindThem() {
    assertSame(TinyTokenizers.with("fallback", file -> addTokens(file, true)));
  }

  @Test
  void gemmasSpacesAreReplacedAndNoneIsPutBefore() {
    assertSame(
        TinyTokenizers.with(
            "fallback",
            file -> {
              file.set(
                  "normalizer",
                  TokenizerFixtures.json(
                      "{'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}"));
              file.set(
                  "pre_tokenizer",
                  TokenizerFixtures.json(
                      "{'type': 'Split', 'pattern': {'String': ' '}, 'behavior': 'MergedWithPrevious', 'invert': false}"));
              file.set(
                  "decoder",
                  TokenizerFixtures.json(
                      """
                      {'type': 'Sequence', 'decoders': [
                        {'type': 'Replace', 'pattern': {'String': '▁'}, 'content': ' '},
                        {'type': 'ByteFallback'}, {'type': 'Fuse'}]}
                      """));
              addTokens(file, false);
            }));
  }

  private static void addTokens(ObjectNode file, boolean takeSpace) {
    int next = file.withObject("model").withObject("vocab").size();
    for (String content : List.of("<|user|>", "[INST]", "[/INST]", "\n\n", "▁▁")) {
      file.withArray("added_tokens")
          .addObject()
          .put("id", next++)
          .put("content", content)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", takeSpace && !content.isBlank())
          .put("normalized", false)
          .put("special", content.length() > 2);
    }
  }

  private static void assertSame(byte[] json) {
    Tokenizer tokenizer = Tokenizer.fromJson(json, "variation");
    EncodeOptions options = EncodeOptions.DEFAULT.parsingSpecial();
    List<String> texts = new ArrayList<>(SampleTexts.curated());
    texts.addAll(
        List.of(
            "<|user|> Hi there[INST]\n a  b [/INST] c",
            " [INST] [INST]x\n\n\ny",
            "a\\b 12345 ...,,, x!!y don't DON'T HelloWorld",
            "क़ ि।؟ (a|b) [x].y",
            "  [/INST]  "));
    texts.addAll(SampleTexts.invented(new SplittableRandom(8), 1500));
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(json)) {
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
}
