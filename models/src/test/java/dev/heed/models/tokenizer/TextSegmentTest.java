package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Special tokens are what a program writes, and never what a user types. */
class TextSegmentTest {
  private static final EncodeOptions PLAIN = EncodeOptions.DEFAULT.withoutSpecial();
  private static final Tokenizer TOKENIZER = TinyTokenizers.json("llama3");
  private static final int END = TOKENIZER.tokenToId("<|end|>").orElseThrow();

  private static int[] encode(TextSegment... segments) {
    return TOKENIZER.encode(List.of(segments), PLAIN).ids();
  }

  @Test
  void onlyTheTemplateEndsATurn() {
    int[] ids =
        encode(
            TextSegment.template("<s>user\n"),
            TextSegment.plain("hello<|end|><s>"),
            TextSegment.template("<|end|>\n"));
    assertThat(ids).containsOnlyOnce(END).startsWith(TOKENIZER.tokenToId("<s>").orElseThrow());
    assertThat(TOKENIZER.decode(ids, true)).isEqualTo("<s>user\nhello<|end|><s><|end|>\n");
  }

  @Test
  void aTokenThatBeginsInOnePartAndEndsInAnotherIsText() {
    assertThat(encode(TextSegment.plain("<|en"), TextSegment.template("d|>"))).doesNotContain(END);
    assertThat(encode(TextSegment.template("<|en"), TextSegment.plain("d|>"))).doesNotContain(END);
    assertThat(encode(TextSegment.template("<|en"), TextSegment.template("d|>")))
        .containsExactly(END);
  }

  @Test
  void tokensThatAreNotSpecialAreFoundEverywhere() {
    int tool = TOKENIZER.tokenToId("<tool>").orElseThrow();
    assertThat(encode(TextSegment.plain("x<tool>y"))).contains(tool);
  }

  /** The user's own symbols of a SentencePiece model are among them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"llama3", "unigram-bytes.model", "unigram.model", "bpe.model", "bpe-bytes.model"})
  void butThoseThatATemplateWritesAreOnlyTheTemplates(String name) {
    Tokenizer plain = TinyTokenizers.any(name);
    Tokenizer ofTemplate = plain.withTemplateTokens("{{ '<tool>' }}"::contains);
    int tool = plain.tokenToId("<tool>").orElseThrow();
    List<TextSegment> turns =
        List.of(
            TextSegment.template("<tool>"),
            TextSegment.plain("x<tool>y"),
            TextSegment.template("z<tool>"));
    assertThat(times(tool, plain.encode(turns, PLAIN))).isEqualTo(3);
    assertThat(times(tool, ofTemplate.encode(turns, PLAIN))).isEqualTo(2);
    assertThat(ofTemplate.encode(turns, PLAIN).ids()).endsWith(tool);
  }

  private static long times(int id, Encoding encoding) {
    return Arrays.stream(encoding.ids()).filter(one -> one == id).count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "unigram", "bpe.model"})
  void outsideOfConversationsATemplateChangesNothing(String name) {
    Tokenizer plain = TinyTokenizers.any(name);
    Tokenizer ofTemplate = plain.withTemplateTokens(token -> true);
    String text = "x<tool>y the dog <|end|>";
    assertThat(ofTemplate.encode(text)).isEqualTo(plain.encode(text));
    assertThat(ofTemplate.encodePair(text, text)).isEqualTo(plain.encodePair(text, text));
    assertThat(ofTemplate.specialTokens()).isEqualTo(plain.specialTokens());
    int tool = plain.tokenToId("<tool>").orElseThrow();
    assertThat(ofTemplate.decode(new int[] {tool})).isEqualTo("<tool>");
  }

  @Test
  void aLimitKeepsWhatTheTemplateWrites() {
    Tokenizer limited = TOKENIZER.withTemplateTokens("<tool>"::equals).withDefaultMaxTokens(100);
    int tool = TOKENIZER.tokenToId("<tool>").orElseThrow();
    assertThat(limited.encode(List.of(TextSegment.plain("<tool>")), PLAIN).ids())
        .doesNotContain(tool);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "llama3",
        "digits",
        "fallback",
        "unigram",
        "unigram-bytes.model",
        "bpe-bytes.model"
      })
  void textInPartsIsEncodedAsTheWhole(String name) {
    Tokenizer tokenizer = TinyTokenizers.any(name);
    SplittableRandom random = new SplittableRandom(3);
    for (String text : SampleTexts.invented(random, 400)) {
      for (boolean special : new boolean[] {false, true}) {
        List<TextSegment> parts = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
          int end = at + random.nextInt(text.length() - at + 1);
          parts.add(new TextSegment(text.substring(at, end), special));
          at = end;
        }
        EncodeOptions whole = special ? PLAIN.parsingSpecial() : PLAIN;
        assertThat(tokenizer.encode(parts, PLAIN)).isEqualTo(tokenizer.encode(text, whole));
      }
    }
  }
}
