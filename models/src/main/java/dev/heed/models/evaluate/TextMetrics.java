package dev.heed.models.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What written texts are measured by that should be like given ones: translations, summaries,
 * transcripts.
 *
 * @param texts how many
 * @param bleu 0 to 100
 * @param bleuSignature what {@code bleu} depends on
 * @param chrf 0 to 100
 * @param chrfWords chrF++, 0 to 100
 * @param ter from 0, which is best
 * @param rouge1 of words, not stemmed, as are the other ROUGE
 * @param rouge2 of pairs of words
 * @param rougeL of the longest common sequence
 * @param rougeLsum of the longest common sequences line by line
 * @param wer word error rate from 0, which is best; NaN where a text has several references, or
 *     these are all empty
 * @param cer character error rate, like {@code wer}
 */
public record TextMetrics(
    int texts,
    Bleu.Score bleu,
    String bleuSignature,
    double chrf,
    double chrfWords,
    double ter,
    Rouge.Score rouge1,
    Rouge.Score rouge2,
    Rouge.Score rougeL,
    Rouge.Score rougeLsum,
    double wer,
    double cer)
    implements Metrics {
  /** Measures texts with the standard settings of each metric. */
  public static TextMetrics of(TextPairs texts) {
    Bleu bleu = Bleu.standard();
    Rouge rouge = new Rouge(false);
    return new TextMetrics(
        texts.size(),
        bleu.score(texts),
        bleu.signature(texts),
        Chrf.standard().score(texts),
        Chrf.withWords().score(texts),
        Ter.standard().score(texts),
        rouge.runs(texts, 1),
        rouge.runs(texts, 2),
        rouge.longest(texts),
        rouge.summary(texts),
        rate(ErrorRate.WORDS, texts),
        rate(ErrorRate.CHARACTERS, texts));
  }

  private static double rate(ErrorRate rate, TextPairs texts) {
    boolean single = texts.references().stream().allMatch(some -> some.size() == 1);
    return single ? rate.counts(texts).rate() : Double.NaN;
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("texts", texts)
        .put(
            "bleu",
            new MetricMap()
                .put("score", bleu.score())
                .put("precisions", bleu.precisions())
                .put("brevityPenalty", bleu.brevityPenalty())
                .put("length", bleu.counts().hypothesisLength())
                .put("referenceLength", bleu.counts().referenceLength())
                .put("signature", bleuSignature))
        .put("chrf", chrf)
        .put("chrfWords", chrfWords)
        .put("ter", ter)
        .put("rouge1", map(rouge1))
        .put("rouge2", map(rouge2))
        .put("rougeL", map(rougeL))
        .put("rougeLsum", map(rougeLsum))
        .put("wer", wer)
        .put("cer", cer)
        .done();
  }

  private static MetricMap map(Rouge.Score score) {
    return new MetricMap()
        .put("precision", score.precision())
        .put("recall", score.recall())
        .put("f1", score.f1());
  }
}
