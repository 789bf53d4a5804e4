package dev.heed.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The names that programs read. */
class MetricsMapTest {
  @Test
  void aClassifierHasAllOfItsNames() {
    Metrics metrics =
        ClassificationMetrics.of(
            new int[] {0, 1}, new double[][] {{0.75, 0.25}, {0.5, 0.5}}, List.of("no", "yes"));
    assertThat(metrics.toMap().keySet())
        .containsExactly(
            "examples",
            "accuracy",
            "balancedAccuracy",
            "mcc",
            "cohenKappa",
            "logLoss",
            "brier",
            "rocAuc",
            "averagePrecision",
            "ece",
            "micro",
            "macro",
            "weighted",
            "perClass",
            "labels",
            "confusionMatrix");
    assertThat(JsonMapper.shared().writeValueAsString(metrics.toMap()))
        .contains("\"confusionMatrix\":[[1,0],[1,0]]")
        .contains("\"yes\":{\"precision\":0.0,\"recall\":0.0,\"f1\":0.0,\"support\":1}");
  }

  @Test
  void whatIsUndefinedIsNull() {
    Metrics metrics = RegressionMetrics.of(new double[] {1}, new double[] {2});
    assertThat(JsonMapper.shared().writeValueAsString(metrics.toMap()))
        .isEqualTo(
            "{\"examples\":1,\"mae\":1.0,\"mse\":1.0,\"rmse\":1.0,\"r2\":null,\"pearson\":null,"
                + "\"spearman\":null,\"kendall\":null}");
  }

  @Test
  void textsHaveAllOfTheirNames() {
    Metrics metrics = TextMetrics.of(TextPairs.of(List.of("a b"), List.of("a b")));
    assertThat(metrics.toMap().keySet())
        .containsExactly(
            "texts",
            "bleu",
            "chrf",
            "chrfWords",
            "ter",
            "rouge1",
            "rouge2",
            "rougeL",
            "rougeLsum",
            "wer",
            "cer");
  }

  @Test
  void tagsHaveAllOfTheirNames() {
    List<List<String>> tags = List.of(List.of("B-PER", "O"));
    Metrics metrics = EntityMetrics.of(tags, tags, EntityScheme.IOB2);
    assertThat(metrics.toMap().keySet())
        .containsExactly("tokens", "tokenAccuracy", "micro", "macro", "weighted", "perClass");
  }

  /** Eight bits for two tokens of eight characters: perplexity 2⁴, one bit a character. */
  @Test
  void perplexityAndBitsAreTheSameLossInOtherUnits() {
    LanguageMetrics metrics = new LanguageMetrics(8 * Math.log(2), 2, 8, 16);
    assertThat(metrics.perplexity()).isCloseTo(16, within(1e-12));
    assertThat(metrics.bitsPerCharacter()).isCloseTo(1, within(1e-12));
    assertThat(metrics.bitsPerByte()).isCloseTo(0.5, within(1e-12));
    assertThat(metrics.toMap().keySet())
        .containsExactly("tokens", "loss", "perplexity", "bitsPerCharacter", "bitsPerByte");
    assertThat(new LanguageMetrics(1, 1, 0, 0).bitsPerCharacter()).isNaN();
  }
}
