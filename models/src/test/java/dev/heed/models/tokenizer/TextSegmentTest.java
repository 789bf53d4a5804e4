package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
