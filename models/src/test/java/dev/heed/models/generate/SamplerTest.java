package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.spec.ModelException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final float[] FIVE = Logits.of(0.1, 0.4, 0.2, 0.25, 0.05);

  private static SamplingOptions.Builder options() {
    return SamplingOptions.builder();
  }

  private static int greedy(SamplingOptions.Builder options, float[] logits, TokenHistory history) {
    return new Sampler(options.temperature(0).build(), logits.length).next(logits, 0, history).id();
  }

  @Test
  void withoutTemperatureTheBestTokenIsTaken() {
    assertThat(greedy(options(), FIVE, new TokenHistory())).isEqualTo(1);
  }

  @Test
  void ofEqualLogitsTheSmallestIdIsTaken() {
    assertThat(greedy(options(), new float[] {-1, 0, 3, 3, 3}, new TokenHistory())).isEqualTo(2);
    assertThat(greedy(options(), new float[] {-1, -0f, 0f}, new TokenHistory())).isEqualTo(1);
  }

  @Test
  void logitsBeginWhereTheCallerSays() {
    float[] logits = {9, 9, 9, 1, 2, 1, 9};
    assertThat(new Sampler(SamplingOptions.GREEDY, 3).next(logits, 3, new TokenHistory()).id())
        .isEqualTo(1);
  }

  @Test
  void logitsStayAsTheyAre() {
    float[] logits = FIVE.clone();
    Logits.counts(options().topK(2).logitBias(0, 3).presencePenalty(1), logits);
    assertThat(logits).containsExactly(FIVE);
  }

  @Test
  void tokensComeAsOftenAsTheirProbabilitySays() {
    int[] counts = Logits.counts(options(), FIVE);
    double[] expected = {400, 1600, 800, 1000, 200};
    for (int id = 0; id < 5; id++) {
      // Four standard deviations of a binomial distribution of 4,000 draws are at most 127.
      assertThat((double) counts[id]).as("token %d", id).isCloseTo(expected[id], within(130.0));
    }
  }

  /** p^(1/2), normalised: 0.316, 0.632, 0.447, 0.5, 0.224 of 2.119. */
  @Test
  void temperatureDividesTheLogits() {
    int[] counts = Logits.counts(options().temperature(2), FIVE);
    double[] expected = {597, 1194, 844, 944, 422};
    for (int id = 0; id < 5; id++) {
      assertThat((double) counts[id]).as("token %d", id).isCloseTo(expected[id], within(130.0));
    }
  }

  @Test
  void aTemperatureNearZeroTakesTheBest() {
    assertThat(Logits.chosen(options().temperature(1e-300), FIVE)).containsExactly(1);
  }

  @Test
  void topKKeepsSoMany() {
    assertThat(Logits.chosen(options().topK(3), FIVE)).containsExactly(1, 2, 3);
  }

  @Test
  void topKKeepsTheSmallestOfEqualTokens() {
    assertThat(Logits.chosen(options().topK(2), new float[] {0, 1, 0, 0})).containsExactly(0, 1);
  }

  @Test
  void topKOverTheVocabularyKeepsAll() {
    assertThat(Logits.chosen(options().topK(99), FIVE)).hasSize(5);
  }

  /** 0.4 + 0.25 = 0.65, and with 0.2 it is 0.85. */
  @Test
  void topPKeepsTheFewestThatHaveTheMass() {
    assertThat(Logits.chosen(options().topP(0.6), FIVE)).containsExactly(1, 3);
    assertThat(Logits.chosen(options().topP(0.7), FIVE)).containsExactly(1, 2, 3);
  }

  @Test
  void topPKeepsAtLeastOneToken() {
    assertThat(Logits.chosen(options().topP(1e-9), FIVE)).containsExactly(1);
  }

  /** Of the two that top-k leaves, the first has 0.4 / 0.65 = 0.615 of the mass. */
  @Test
  void topPSeesWhatTopKLeft() {
    assertThat(Logits.chosen(options().topK(2).topP(0.6), FIVE)).containsExactly(1);
  }

  /** With temperature 2 the best has 0.298, and with the second 0.534. */
  @Test
  void topPSeesTheTemperature() {
    assertThat(Logits.chosen(options().temperature(2).topP(0.5), FIVE)).containsExactly(1, 3);
    assertThat(Logits.chosen(options().temperature(2).topP(0.55), FIVE)).containsExactly(1, 2, 3);
  }

  /** A quarter of 0.4 is 0.1; the logits are floats, so the limit is not tried itself. */
  @Test
  void minPKeepsTokensNearTheBest() {
    assertThat(Logits.chosen(options().minP(0.24), FIVE)).containsExactly(0, 1, 2, 3);
    assertThat(Logits.chosen(options().minP(0.26), FIVE)).containsExactly(1, 2, 3);
  }

  /**
   * The entropy is 1.4151; −log p differs from it by 0.887, 0.499, 0.194, 0.029 and 1.581: the
   * order is 3, 2, 1, 0, 4, with the sums 0.25, 0.45, 0.85, 0.95, 1.
   */
  @Test
  void typicalPKeepsTokensNearTheEntropy() {
    assertThat(Logits.chosen(options().typicalP(0.2), FIVE)).containsExactly(3);
    assertThat(Logits.chosen(options().typicalP(0.4), FIVE)).containsExactly(2, 3);
    assertThat(Logits.chosen(options().typicalP(0.8), FIVE)).containsExactly(1, 2, 3);
    assertThat(Logits.chosen(options().typicalP(0.9), FIVE)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aBiasIsAdded() {
    assertThat(greedy(options().logitBias(4, 10), FIVE, new TokenHistory())).isEqualTo(4);
  }

  @Test
  void aBiasOfMinusInfinityBansAToken() {
    assertThat(Logits.chosen(options().logitBias(1, Float.NEGATIVE_INFINITY), FIVE))
        .containsExactly(0, 2, 3, 4);
  }

  @Test
  void aBiasForATokenOutsideTheVocabularyIsRefused() {
    assertThatThrownBy(() -> new Sampler(options().logitBias(5, 1).build(), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logitBias names token 5; the vocabulary has the tokens 0 to 4");
  }

  @Test
  void theRepetitionPenaltyDividesPositiveLogitsAndMultipliesOthers() {
    assertThat(greedy(options().repetitionPenalty(2), new float[] {3, 2, 1}, new TokenHistory(0)))
        .isEqualTo(1);
    assertThat(
            greedy(
                options().repetitionPenalty(2), new float[] {-1, -1.5f, -3}, new TokenHistory(0)))
        .isEqualTo(1);
  }

  @Test
  void theRepetitionPenaltyCountsATokenOnce() {
    assertThat(
            greedy(
                options().repetitionPenalty(2), new float[] {4.5f, 2, 0}, new TokenHistory(0, 0)))
        .isEqualTo(0);
  }

  @Test
  void frequencyAndPresenceCountInTheAnswerOnly() {
    TokenHistory prompt = new TokenHistory(0, 0, 0);
    float[] logits = {3, 2, 1};
    assertThat(greedy(options().frequencyPenalty(2), logits, prompt)).isEqualTo(0);
    assertThat(greedy(options().presencePenalty(2), logits, prompt)).isEqualTo(0);
    prompt.append(0);
    assertThat(greedy(options().frequencyPenalty(2), logits, prompt)).isEqualTo(1);
    assertThat(greedy(options().presencePenalty(2), logits, prompt)).isEqualTo(1);
  }

  @Test
  void frequencyCountsOccurrencesAndPresenceDoesNot() {
    TokenHistory history = new TokenHistory();
    IntStream.range(0, 3).forEach(i -> history.append(0));
    float[] logits = {3, 2, 1};
    assertThat(greedy(options().frequencyPenalty(0.4), logits, history)).isEqualTo(1);
    assertThat(greedy(options().presencePenalty(0.4), logits, history)).isEqualTo(0);
  }

  @Test
  void penaltiesLookAtTheLastTokensOnly() {
    TokenHistory history = new TokenHistory(0, 1);
    float[] logits = {3, 2.5f, 2};
    SamplingOptions.Builder options = options().repetitionPenalty(9);
    assertThat(greedy(options, logits, history)).isEqualTo(2);
    assertThat(greedy(options.penaltyTokens(2), logits, history)).isEqualTo(2);
    assertThat(greedy(options.penaltyTokens(1), logits, history)).isEqualTo(0);
    assertThat(greedy(options.penaltyTokens(0), logits, history)).isEqualTo(0);
  }

  @Test
  void aStepOfTheProgramMasksTokens() {
    LogitStep onlyEven =
        (scores, count, history) -> {
          for (int id = 1; id < count; id += 2) {
            scores[id] = Float.NEGATIVE_INFINITY;
          }
        };
    Sampler sampler =
        new Sampler(SamplingOptions.GREEDY, 5, List.of(onlyEven), new SamplerScratch());
    assertThat(sampler.next(FIVE, 0, new TokenHistory()).id()).isEqualTo(2);
  }

  @Test
  void logProbabilitiesAreThoseOfTheModel() {
    Sampler sampler =
        new Sampler(
            options().temperature(3).topK(1).logitBias(4, 20).logProbs(2).seed(1).build(), 5);
    SampledToken token = sampler.next(FIVE, 0, new TokenHistory());
    assertThat(token.id()).isEqualTo(4);
    assertThat(token.logProb()).isCloseTo(Math.log(0.05), within(1e-6));
    assertThat(token.top()).extracting(TokenLogProb::id).containsExactly(1, 3);
    assertThat(token.top().getLast().logProb()).isCloseTo(Math.log(0.25), within(1e-6));
  }

  @Test
  void ofEquallyProbableTokensTheSmallestIsReportedFirst() {
    Sampler sampler = new Sampler(options().logProbs(3).build(), 4);
    assertThat(sampler.next(new float[] {1, 2, 2, 1}, 0, new TokenHistory()).top())
        .extracting(TokenLogProb::id)
        .containsExactly(1, 2, 0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aLogitThatIsNoNumberIsNamedWithItsPosition(float logit) {
    Sampler sampler = new Sampler(SamplingOptions.GREEDY, 4);
    assertThatThrownBy(
            () -> sampler.next(new float[] {0, 1, logit, 5}, 0, new TokenHistory(1, 2, 3)))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "the logit of token 2 for position 3 is " + logit + "; expected a finite number or −∞");
  }

  @Test
  void logitsThatLeaveNoTokenAreRefused() {
    float[] none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    assertThatThrownBy(
            () -> new Sampler(SamplingOptions.GREEDY, 2).next(none, 0, new TokenHistory(8)))
        .isInstanceOf(ModelException.class)
        .hasMessage("all 2 logits for position 1 are −∞: no token is left to choose");
  }

  @Test
  void aMaskThatLeavesNoTokenIsToldApart() {
    SamplingOptions options = options().logitBias(0, Float.NEGATIVE_INFINITY).build();
    assertThatThrownBy(() -> new Sampler(options, 1).next(new float[1], 0, new TokenHistory()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("are −∞ after bias, masks and penalties");
  }

  @Test
  void theSameSeedGivesTheSameTokensWhateverElseIsSampled() {
    SamplingOptions options = options().topP(0.95).repetitionPenalty(1.1).seed(42).build();
    int[] alone = answer(new Sampler(options, 300), null);
    SamplerScratch shared = new SamplerScratch();
    Sampler other = new Sampler(options().topK(7).build(), 200, List.of(), shared);
    assertThat(answer(new Sampler(options, 300, List.of(), shared), other)).isEqualTo(alone);
    assertThat(answer(new Sampler(options.toBuilder().seed(43).build(), 300), null))
        .isNotEqualTo(alone);
  }

  /** Fifty tokens, with another sampler's choice between each two of them. */
  private static int[] answer(Sampler sampler, @Nullable Sampler other) {
    Random random = new Random(5);
    TokenHistory history = new TokenHistory(1, 2);
    int[] ids = new int[50];
    for (int i = 0; i < ids.length; i++) {
      float[] logits = random(random, 300);
      if (other != null) {
        other.next(logits, 50, history);
      }
      ids[i] = sampler.next(logits, 0, history).id();
      history.append(ids[i]);
    }
    return ids;
  }

  private static float[] random(Random random, int count) {
    float[] logits = new float[count];
    for (int i = 0; i < count; i++) {
      logits[i] = (float) random.nextGaussian() * 3;
    }
    return logits;
  }

  @Test
  void aSeedThatIsMadeUpCanBeUsedAgain() {
    Sampler first = new Sampler(options().build(), 300);
    assertThat(answer(new Sampler(options().seed(first.seed()).build(), 300), null))
        .isEqualTo(answer(first, null));
  }
}
