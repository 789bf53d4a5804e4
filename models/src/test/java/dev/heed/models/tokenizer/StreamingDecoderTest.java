package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that comes while its tokens do. */
class StreamingDecoderTest {
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
  void thePartsAreTheWhole(String name) {
    Tokenizer tokenizer = TinyTokenizers.any(name);
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 2000; round++) {
      int[] ids = random.ints(random.nextInt(20), 0, tokenizer.vocabularySize()).toArray();
      boolean withSpecial = round % 2 == 0;
      String parts = String.join("", parts(tokenizer, ids, withSpecial));
      assertThat(parts).isEqualTo(tokenizer.decode(ids, withSpecial));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt2", "llama3", "digits", "fallback", "unigram-bytes.model", "bpe-bytes.model"})
  void noPartEndsInHalfACharacter(String name) {
    Tokenizer tokenizer = TinyTokenizers.any(name);
    String text = "naïve 你好 👩‍💻 𐐀 x";
    int[] ids = tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial()).ids();
    List<String> parts = parts(tokenizer, ids, false);
    assertThat(parts).noneMatch(part -> part.contains("\ufffd"));
    assertThat(parts.stream().filter(part -> !part.isEmpty())).hasSizeGreaterThan(3);
    assertThat(String.join("", parts).strip()).isEqualTo(text);
  }

  @Test
  void whatNeverBecomesACharacterIsReplacedAsSoonAsThatIsKnown() {
    Tokenizer tokenizer = TinyTokenizers.json("digits");
    int lead = tokenizer.tokenToId(Character.toString(ByteLevel.character(0xE4))).orElseThrow();
    int x = tokenizer.tokenToId("x").orElseThrow();
    StreamingDecoder decoder = tokenizer.streamingDecoder(false);
    assertThat(decoder.add(lead)).isEmpty();
    assertThat(decoder.add(x)).isEqualTo("\ufffdx");
    assertThat(decoder.add(lead)).isEmpty();
    assertThat(decoder.finish()).isEqualTo("\ufffd");
    assertThat(decoder.finish()).isEmpty();
  }

  @Test
  void onlyTheFirstSpaceOfATextGoes() {
    Tokenizer tokenizer = TinyTokenizers.json("fallback");
    int space = tokenizer.tokenToId("▁").orElseThrow();
    StreamingDecoder decoder = tokenizer.streamingDecoder(false);
    assertThat(decoder.add(space)).isEmpty();
    assertThat(decoder.add(space)).isEqualTo(" ");
  }

  @Test
  void nothingIsTakenAfterTheEnd() {
    StreamingDecoder decoder = TinyTokenizers.json("gpt2").streamingDecoder(false);
    decoder.finish();
    assertThatIllegalStateException().isThrownBy(() -> decoder.add(5));
  }

  @Test
  void anIdWithoutATokenIsRefused() {
    StreamingDecoder decoder = TinyTokenizers.json("gpt2").streamingDecoder(false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.add(100_000))
        .withMessageStartingWith("id 100000 has no token; the vocabulary's ids are 0 to ");
  }

  @Test
  void theBytesOfTokensInTheMiddleOfATextMakeIt() {
    Tokenizer tokenizer = TinyTokenizers.json("llama3");
    assertThat(tokenizer.tokenBytes(tokenizer.tokenToId("Ġ").orElseThrow()))
        .isEqualTo(new byte[] {' '});
    Tokenizer fallback = TinyTokenizers.json("fallback");
    assertThat(fallback.tokenBytes(fallback.tokenToId("▁").orElseThrow()))
        .isEqualTo(new byte[] {' '});
    assertThat(fallback.tokenBytes(fallback.tokenToId("<0xE4>").orElseThrow()))
        .isEqualTo(new byte[] {(byte) 0xE4});
  }

  private static List<String> parts(Tokenizer tokenizer, int[] ids, boolean withSpecial) {
    StreamingDecoder decoder = tokenizer.streamingDecoder(withSpecial);
    List<String> parts = new ArrayList<>();
    for (int id : ids) {
      parts.add(decoder.add(id));
    }
    parts.add(decoder.finish());
    return parts;
  }
}
