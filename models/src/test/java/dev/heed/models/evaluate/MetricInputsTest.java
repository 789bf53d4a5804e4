package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What metrics refuse, and what they leave undefined. */
class MetricInputsTest {
  private static final double[][] EVEN = {{0.5, 0.5}, {0.5, 0.5}};

  private static void assertRefused(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void noExamplesAreRefused() {
    assertRefused(
        "regression: no examples; expected at least one",
        () -> RegressionMetrics.of(new double[0], new double[0]));
    assertRefused(
        "texts: no examples; expected at least one", () -> TextPairs.of(List.of(), List.of()));
  }

  @Test
  void lengthsThatDifferAreRefused() {
    assertRefused(
        "log loss: 1 truths and 2 predictions; expected as many of each",
        () -> Probabilities.logLoss(new int[1], EVEN));
    assertRefused(
        "entities: sentence 0 has 1 true tags and 2 predicted ones; expected as many of each",
        () ->
            EntityMetrics.of(List.of(List.of("O")), List.of(List.of("O", "O")), EntityScheme.IOB2));
  }

  @Test
  void aClassThatIsNoneIsRefused() {
    assertRefused(
        "Brier score: example 1 is of class 2; expected 0 to 1",
        () -> Probabilities.brier(new int[] {0, 2}, EVEN));
    assertRefused(
        "entities: tag 'X-PER'; expected one of BIO, all but O with a type, such as B-PER",
        () -> EntityScheme.IOB2.entities(List.of("X-PER")));
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertRefused(
        "ranking: value 1 is NaN; expected a finite one",
        () -> BinaryRanking.of(new boolean[2], new double[] {1, Double.NaN}));
    assertRefused(
        "temperature, row 0: value 1 is Infinity; expected a finite one",
        () -> TemperatureScaling.fit(new int[1], new double[][] {{0, Double.POSITIVE_INFINITY}}));
  }

  @Test
  void whatIsNoDistributionIsRefused() {
    assertRefused(
        "calibration: the probabilities of row 0 sum to 1.25; expected 1",
        () -> Calibration.of(new int[1], new double[][] {{0.5, 0.75}}, 10));
    assertRefused(
        "calibration: a probability of example 0 is -0.5; expected 0 to 1",
        () -> Calibration.of(new int[1], new double[][] {{-0.5, 1.5}}, 10));
  }

  @Test
  void severalReferencesHaveNoErrorRate() {
    TextPairs two = new TextPairs(List.of("a"), List.of(List.of("a", "b")));
    assertRefused(
        "error rate: hypothesis 0 has 2 references; expected one",
        () -> ErrorRate.WORDS.counts(two));
    assertThat(TextMetrics.of(two).wer()).isNaN();
  }

  @Test
  void oneClassAloneHasNoRankingAndNoKappa() {
    BinaryRanking all = BinaryRanking.of(new boolean[] {true, true}, new double[] {1, 2});
    BinaryRanking none = BinaryRanking.of(new boolean[2], new double[] {1, 2});
    assertThat(all.rocAuc()).isNaN();
    assertThat(all.averagePrecision()).isEqualTo(1);
    assertThat(none.averagePrecision()).isNaN();
    assertThat(ConfusionMatrix.of(new int[2], new int[2], 2).cohenKappa()).isNaN();
    assertThat(ClassRanking.rocAucOneVsOne(new int[2], EVEN)).isNaN();
  }

  @Test
  void emptyReferencesHaveNoErrorRate() {
    assertThat(ErrorRate.CHARACTERS.counts("abc", " ").rate()).isNaN();
    assertThat(Ter.standard().score(TextPairs.of(List.of("abc"), List.of("")))).isEqualTo(100);
  }

  /** A word of one letter takes time in proportion to its length, and no stack. */
  @Test
  void aLongWordIsStemmed() {
    String word = "y".repeat(50_001);
    assertThat(PorterStemmer.stem(word)).hasSizeBetween(50_000, 50_001);
  }
}
