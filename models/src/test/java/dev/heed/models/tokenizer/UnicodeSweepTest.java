package dev.heed.models.tokenizer;

import static dev.heed.models.tokenizer.TokenizerFixtures.miniLm;
import static dev.heed.models.tokenizer.TokenizerFixtures.miniLmJson;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every code point within a word, alone, and after a letter that it may combine with. */
class UnicodeSweepTest {
  /** Code points of one text. */
  private static final int BATCH = 512;

  @Test
  void everyCodePointIsTakenAsTheReferenceDoes() {
    Tokenizer tokenizer = miniLm();
    EncodeOptions options = EncodeOptions.DEFAULT.unlimited().withoutSpecial();
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(miniLmJson())) {
      for (int first = 0; first <= Character.MAX_CODE_POINT; first += BATCH) {
        String text = batch(first);
        Encoding actual = tokenizer.encode(text, options);
        Encoding expected = reference.encode(text, false);
        assertThat(actual.tokens()).as("code points from %x", first).isEqualTo(expected.tokens());
        assertThat(actual.ids()).as("code points from %x", first).isEqualTo(expected.ids());
      }
    }
  }

  private static String batch(int first) {
    StringBuilder text = new StringBuilder();
    for (int point = first; point < first + BATCH; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        text.append("re").appendCodePoint(point).append("st ").appendCodePoint(point);
        text.append(" a").appendCodePoint(point).append(' ');
      }
    }
    return text.toString();
  }
}
