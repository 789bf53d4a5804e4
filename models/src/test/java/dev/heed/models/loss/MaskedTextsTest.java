package dev.heed.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataException;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskedTextsTest {
  private static final int VOCABULARY = 50;
  private static final TokenMasking HALF =
      new TokenMasking(0.5, false, 1, 3, VOCABULARY, Set.of(0, 1, 2, 3));

  /** Texts of one word, over and over, between two special tokens: 10 … 29. */
  private static List<TokenBatch> texts() {
    return IntStream.range(10, 30)
        .mapToObj(word -> TokenBatch.of(1, word, word, word, word, word, word, 2))
        .toList();
  }

  @Test
  void whoKnowsNothingChoosesAmongAll() {
    MaskedLanguageMetrics metrics =
        new MaskedTexts(texts(), HALF)
            .measure((batch, rows) -> new float[rows.length * VOCABULARY]);
    assertThat(metrics.perplexity()).isCloseTo(VOCABULARY, within(1e-9));
    assertThat(metrics.accuracy()).isZero();
    assertThat(metrics.toMap())
        .containsEntry("loss", metrics.loss())
        .containsEntry("maskedTokens", metrics.tokens());
  }

  @Test
  void whoKnowsEachTextIsAlwaysRight() {
    MaskedLanguageMetrics metrics = new MaskedTexts(texts(), HALF).measure(this::mostOfTheText);
    assertThat(metrics.accuracy()).isEqualTo(1);
    assertThat(metrics.loss())
        .isCloseTo(Math.log(1 + (VOCABULARY - 1) * Math.exp(-5)), within(1e-6));
    // 120 words, of which about half are hidden.
    assertThat(metrics.tokens()).isBetween(40L, 80L);
  }

  /** 5 for the word that stands most often in the text around a hidden one. */
  private float[] mostOfTheText(TokenBatch batch, int[] rows) {
    float[] logits = new float[rows.length * VOCABULARY];
    for (int r = 0; r < rows.length; r++) {
      logits[r * VOCABULARY + word(batch, rows[r])] = 5;
    }
    return logits;
  }

  private static int word(TokenBatch batch, int token) {
    int text = token / 8;
    int[] counts = new int[VOCABULARY];
    for (int t = 8 * text; t < 8 * (text + 1); t++) {
      counts[batch.ids()[t]]++;
    }
    return IntStream.range(10, 30).reduce((a, b) -> counts[a] >= counts[b] ? a : b).orElseThrow();
  }

  @Test
  void textsOfSpecialTokensAloneAreLeftOut() {
    List<TokenBatch> some = List.of(TokenBatch.of(1, 2), TokenBatch.of(1, 10, 2));
    MaskedTexts one = new MaskedTexts(some, HALF);
    assertThat(one.measure((batch, rows) -> new float[VOCABULARY]).tokens()).isEqualTo(1);
    assertThatThrownBy(() -> new MaskedTexts(some.subList(0, 1), HALF))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of 1 texts has a token that may be hidden");
  }
}
