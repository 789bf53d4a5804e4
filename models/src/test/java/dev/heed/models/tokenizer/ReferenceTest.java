package dev.heed.models.tokenizer;

import static dev.heed.models.tokenizer.TokenizerFixtures.miniLm;
import static dev.heed.models.tokenizer.TokenizerFixtures.miniLmJson;
import static dev.heed.models.tokenizer.TokenizerFixtures.miniLmWith;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Every id, token, offset, word, segment and flag as Hugging Face's tokenizers has them. */
class ReferenceTest {
  private static final EncodeOptions WHOLE = EncodeOptions.DEFAULT.unlimited();

  /** More than 6,000 texts. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>(SampleTexts.curated());
    texts.addAll(List.of("", " ", "\n\t \r\n", "\u200B", "\u0301", "[CLS]", " [SEP] "));
    texts.addAll(SampleTexts.invented(new SplittableRandom(1), 6000));
    return texts;
  }

  @Test
  void encodesEveryTextAsTheReferenceDoes() {
    assertThat(texts()).hasSizeGreaterThan(5000);
    Tokenizer tokenizer = miniLm();
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(miniLmJson())) {
      for (String text : texts()) {
        assertSame(
            text, tokenizer.encode(text, WHOLE.parsingSpecial()), reference.encode(text, true));
      }
    }
  }

  @Test
  void textIsNoSpecialTokenUnlessAsked() {
    Tokenizer tokenizer = miniLm();
    byte[] withoutAdded = miniLmWith(root -> root.withArray("added_tokens").removeAll());
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(withoutAdded)) {
      for (String text : texts()) {
        assertSame(
            text, tokenizer.encode(text, WHOLE.withoutSpecial()), reference.encode(text, false));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void encodesPairsAsTheReferenceDoes(boolean addSpecial) {
    Tokenizer tokenizer = miniLm();
    EncodeOptions options = addSpecial ? WHOLE : WHOLE.withoutSpecial();
    List<String> texts = texts();
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(miniLmJson())) {
      for (int i = 0; i + 1 < texts.size(); i += 7) {
        String first = texts.get(i);
        String second = texts.get(i + 1);
        assertSame(
            first + "\n" + second,
            tokenizer.encodePair(first, second, options.parsingSpecial()),
            reference.encodePair(first, second, addSpecial));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "longest_first, 3",
    "longest_first, 4",
    "longest_first, 10",
    "longest_first, 17",
    "longest_first, 128",
  })
  void cutsAsTheReferenceDoes(String strategy, int limit) {
    Tokenizer tokenizer = miniLm();
    EncodeOptions options = EncodeOptions.DEFAULT.parsingSpecial().limitedTo(limit);
    List<String> texts = texts();
    try (ReferenceTokenizer reference = ReferenceTokenizer.limited(miniLmJson(), strategy, limit)) {
      for (int i = 0; i + 1 < texts.size(); i += 11) {
        String first = texts.get(i);
        String second = texts.get(i + 1);
        assertSame(first, tokenizer.encode(first, options), reference.encode(first, true));
        assertSame(
            first + "\n" + second,
            tokenizer.encodePair(first, second, options),
            reference.encodePair(first, second, true));
      }
    }
  }

  /** The reference knows the strategy and the direction from the file. */
  @ParameterizedTest
  @CsvSource({
    "LongestFirst, Left, longest_first",
    "OnlyFirst, Right, only_first",
    "OnlySecond, Left, only_second",
  })
  void cutsInTheFilesWay(String strategy, String direction, String djlName) {
    byte[] json =
        miniLmWith(root ->
            root.withObject("truncation").put("strategy", strategy).put("direction", direction));
    Tokenizer tokenizer = Tokenizer.fromJson(json, "variation");
    String first = "The first of two texts, which is longer than the other of them.";
    String second = "The second text, which is short.";
    try (ReferenceTokenizer reference = ReferenceTokenizer.limited(json, djlName, 22)) {
      assertSame(
          first,
          tokenizer.encodePair(first, second, EncodeOptions.DEFAULT.limitedTo(22)),
          reference.encodePair(first, second, true));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, , false",
    "true, true, true, false",
    "true, true, false, true",
    "false, true, , true",
    "true, false, , true",
    "false, false, true, false",
    "false, false, false, false",
  })
  void obeysEverySettingOfTheNormalizer(
      boolean clean, boolean chinese, Boolean strip, boolean lowercase) {
    assertSameWith(root ->
        root.withObject("normalizer")
            .put("clean_text", clean)
            .put("handle_chinese_chars", chinese)
            .put("strip_accents", strip)
            .put("lowercase", lowercase));
  }

  @Test
  void worksWithoutANormalizer() {
    assertSameWith(root -> root.putNull("normalizer"));
  }

  @Test
  void worksWithoutAPostProcessor() {
    assertSameWith(root -> root.putNull("post_processor"));
  }

  @Test
  void knowsTheOlderPostProcessor() {
    assertSameWith(root -> {
      ObjectNode processor = root.putObject("post_processor");
      processor.put("type", "BertProcessing");
      processor.putArray("sep").add("[SEP]").add(102);
      processor.putArray("cls").add("[CLS]").add(101);
    });
  }

  @Test
  void followsAnyTemplate() {
    assertSameWith(root -> {
      ObjectNode processor = root.withObject("post_processor");
      processor.withArray("single").removeAll();
      for (String name : List.of("[SEP]", "[CLS]")) {
        processor
            .withArray("single")
            .addObject()
            .putObject("SpecialToken")
            .put("id", name)
            .put("type_id", 3);
      }
      processor
          .withArray("single")
          .addObject()
          .putObject("Sequence")
          .put("id", "A")
          .put("type_id", 2);
      processor.withArray("pair").removeAll();
      processor
          .withArray("pair")
          .addObject()
          .putObject("Sequence")
          .put("id", "B")
          .put("type_id", 4);
      processor
          .withArray("pair")
          .addObject()
          .putObject("SpecialToken")
          .put("id", "[CLS]")
          .put("type_id", 1);
      processor
          .withArray("pair")
          .addObject()
          .putObject("Sequence")
          .put("id", "A")
          .put("type_id", 5);
      processor.withObject("special_tokens").withObject("[CLS]").withArray("ids").add(103).add(0);
      processor
          .withObject("special_tokens")
          .withObject("[CLS]")
          .withArray("tokens")
          .add("[MASK]")
          .add("zero");
    });
  }

  /**
   * Every flag, alone and with the others; contents that normalization changes, that overlap and
   * that hold spaces.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsAddedTokensByTheirFlags(boolean normalized) {
    List<String> contents =
        List.of(
            "the",
            "Thé",
            "he",
            "[new]",
            "NEW Token",
            "中",
            "文字",
            "-",
            "a",
            "😀",
            "é",
            "x y",
            " sp",
            "##in");
    assertSameWith(root -> {
      for (int i = 0; i < contents.size(); i++) {
        root.withArray("added_tokens")
            .addObject()
            .put("id", 0)
            .put("content", contents.get(i))
            .put("single_word", i % 2 == 1)
            .put("lstrip", i % 3 == 1)
            .put("rstrip", i % 5 == 1)
            .put("normalized", normalized)
            .put("special", i % 7 == 6);
      }
      assignIds(root);
    });
  }

  /** White space lies between two tokens that both want it, and belongs to the next as well. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sharesWhiteSpaceBetweenAddedTokensAsTheReferenceDoes(boolean normalized) {
    byte[] json =
        miniLmWith(root -> {
          for (String content : List.of("<x>", " <y>", "<z>")) {
            root.withArray("added_tokens")
                .addObject()
                .put("id", 0)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", !content.equals("<x>"))
                .put("rstrip", !content.equals(" <y>"))
                .put("normalized", normalized)
                .put("special", false);
          }
          assignIds(root);
        });
    Tokenizer tokenizer = Tokenizer.fromJson(json, "variation");
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(json)) {
      for (String text :
          List.of(
              "<x>   <y>", "<x> <y>", "<x>  <z>  <y>", " <y><y>  <y>", "a  <z>\t<z> b", "<x>   ")) {
        assertSame(text, tokenizer.encode(text, WHOLE), reference.encode(text, true));
      }
    }
  }

  @Test
  void decodesAsTheReferenceDoes() {
    Tokenizer tokenizer = miniLm();
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(miniLmJson())) {
      for (String text : texts()) {
        int[] ids = tokenizer.encode(text, WHOLE).ids();
        assertThat(tokenizer.decode(ids)).isEqualTo(reference.decode(ids, false));
        assertThat(tokenizer.decode(ids, true)).isEqualTo(reference.decode(ids, true));
      }
    }
  }

  /** The ids that the reference gives added tokens: the model's, or the next after the highest. */
  private static void assignIds(ObjectNode root) {
    int next = root.withObject("model").withObject("vocab").size();
    for (var token : root.withArray("added_tokens")) {
      var known =
          root.withObject("model").withObject("vocab").get(token.path("content").stringValue());
      ((ObjectNode) token).put("id", known == null ? next++ : known.intValue());
    }
  }

  private static void assertSameWith(Consumer<ObjectNode> change) {
    byte[] json = miniLmWith(change);
    Tokenizer tokenizer = Tokenizer.fromJson(json, "variation");
    EncodeOptions options = WHOLE.parsingSpecial();
    List<String> texts = new ArrayList<>(SampleTexts.curated());
    texts.addAll(SampleTexts.invented(new SplittableRandom(2), 800));
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(json)) {
      for (int i = 0; i + 1 < texts.size(); i++) {
        String text = texts.get(i);
        assertSame(text, tokenizer.encode(text, options), reference.encode(text, true));
        assertSame(
            text,
            tokenizer.encodePair(text, texts.get(i + 1), options.withoutSpecial()),
            reference.encodePair(text, texts.get(i + 1), false));
      }
    }
  }

  private static void assertSame(String text, Encoding actual, Encoding expected) {
    if (!actual.equals(expected)) {
      assertThat(describe(actual)).as(escaped(text)).isEqualTo(describe(expected));
    }
  }

  private static String describe(Encoding encoding) {
    StringBuilder out = new StringBuilder(encoding.truncated() ? "truncated\n" : "whole\n");
    for (int i = 0; i < encoding.size(); i++) {
      out.append(
          "%6d %s type %d, %d to %d, word %d of text %d%n"
              .formatted(
                  encoding.ids()[i],
                  escaped(encoding.tokens().get(i)),
                  encoding.typeIds()[i],
                  encoding.starts()[i],
                  encoding.ends()[i],
                  encoding.words()[i],
                  encoding.sequences()[i]));
    }
    return out.toString();
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(c -> out.append(c > ' ' && c < 0x7F ? "" + (char) c : "\\u%04x".formatted(c)));
    return out.toString();
  }
}
