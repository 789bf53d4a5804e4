package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

/** What a tokenizer says about itself and refuses; ids are those that the small file writes. */
class WordPieceTokenizerTest {
  private static final Tokenizer SMALL = Tokenizer.fromJson(TokenizerFixtures.small(), "small");

  @Test
  void encodesAndDecodes() {
    Encoding encoding = SMALL.encode("Unaffable a.");
    assertThat(encoding.ids()).containsExactly(1, 3, 4, 5, 6, 7, 2);
    assertThat(encoding.starts()).containsExactly(0, 0, 2, 5, 10, 11, 0);
    assertThat(encoding.ends()).containsExactly(0, 2, 5, 9, 11, 12, 0);
    assertThat(SMALL.decode(encoding.ids())).isEqualTo("unaffable a.");
    assertThat(SMALL.decode(encoding.ids(), true)).isEqualTo("[CLS] unaffable a. [SEP]");
  }

  @Test
  void tokensAndIdsNameEachOther() {
    assertThat(SMALL.tokenToId("##aff")).hasValue(4);
    assertThat(SMALL.idToToken(4)).hasValue("##aff");
    assertThat(SMALL.tokenToId("aff")).isEmpty();
    assertThat(SMALL.idToToken(8)).isEmpty();
    assertThat(SMALL.idToToken(-1)).isEmpty();
    assertThat(SMALL.vocabularySize()).isEqualTo(8);
    assertThat(SMALL.specialTokens())
        .containsExactly(entry("[UNK]", 0), entry("[CLS]", 1), entry("[SEP]", 2));
  }

  @Test
  void specialTokensAreCounted() {
    assertThat(SMALL.addedTokens(false)).isEqualTo(2);
    assertThat(SMALL.addedTokens(true)).isEqualTo(3);
  }

  @Test
  void theDefaultLimitGivesWayToThatOfACall() {
    Tokenizer limited = SMALL.withDefaultMaxTokens(4);
    assertThat(SMALL.defaultMaxTokens()).isEmpty();
    assertThat(limited.defaultMaxTokens()).hasValue(4);
    assertThat(limited.encode("unaffable").ids()).containsExactly(1, 3, 4, 2);
    assertThat(limited.encode("unaffable").truncated()).isTrue();
    assertThat(limited.encode("unaffable", EncodeOptions.DEFAULT.unlimited()).ids())
        .containsExactly(1, 3, 4, 5, 2);
    assertThat(limited.encode("unaffable", EncodeOptions.DEFAULT.limitedTo(3)).ids())
        .containsExactly(1, 3, 2);
  }

  @Test
  void aLimitBelowTheSpecialTokensIsAnErrorWithTheLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.encode("a", EncodeOptions.DEFAULT.limitedTo(1)))
        .withMessageContaining("a limit of 1 tokens leaves no room for the 2 special tokens")
        .withMessageContaining("give a limit of 2 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.encodePair("a", "a", EncodeOptions.DEFAULT.limitedTo(2)))
        .withMessageContaining("leaves no room for the 3 special tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.withDefaultMaxTokens(1))
        .withMessageContaining("leaves no room for the 2 special tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncodeOptions.DEFAULT.limitedTo(-1))
        .withMessageContaining("maxTokens is -1");
  }

  @Test
  void anIdWithoutTokenIsNotDecoded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.decode(new int[] {6, 8}))
        .withMessage("id 8 has no token; the vocabulary's ids are 0 to 7");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without such a check may do
  void nullIsNoText() {
    assertThatNullPointerException().isThrownBy(() -> SMALL.encode(null)).withMessage("text");
    assertThatNullPointerException()
        .isThrownBy(() -> SMALL.encodePair("a", null))
        .withMessage("second");
  }
}
