package dev.heed.models.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * BLEU: how many runs of up to four tokens a text shares with its references (Papineni et al.,
 * "BLEU: a method for automatic evaluation of machine translation", 2002), as sacrebleu computes it
 * (Post, "A call for clarity in reporting BLEU scores", 2018).
 *
 * <pre>
 *   100 · min(1, e^(1 − reference length / length)) · (precision₁ · … · precision₄)^¼
 * </pre>
 *
 * <p>Counts are added up over all texts first: the BLEU of a corpus is no mean of sentences.
 *
 * @param lowercase whether case is ignored
 * @param effectiveOrder whether a text with fewer than four tokens is judged by the runs that it
 *     can have: for single sentences
 */
public record Bleu(
    BleuTokenizer tokenizer, boolean lowercase, BleuSmoothing smoothing, boolean effectiveOrder) {
  /** What sacrebleu takes the logarithm of 0 for. */
  private static final double LOG_OF_NOTHING = -9_999_999_999.0;

  /** For a corpus, as sacrebleu by default: 13a, mixed case, exponential smoothing. */
  public static Bleu standard() {
    return new Bleu(BleuTokenizer.MTEVAL_13A, false, new BleuSmoothing.Exponential(), false);
  }

  /** The same for single sentences. */
  public Bleu sentences() {
    return new Bleu(tokenizer, lowercase, smoothing, true);
  }

  /**
   * A value with its parts.
   *
   * @param score 0 to 100
   * @param precisions of runs of 1, 2, 3 and 4 tokens, 0 to 100, smoothed; those not reached are 0
   * @param brevityPenalty 0 to 1, below 1 where the texts are shorter than their references
   */
  public record Score(
      double score, List<Double> precisions, double brevityPenalty, BleuCounts counts) {}

  /** Of all texts together. */
  public Score score(TextPairs texts) {
    BleuCounts all = BleuCounts.none();
    for (int i = 0; i < texts.size(); i++) {
      all = all.plus(counts(texts.hypotheses().get(i), texts.references().get(i)));
    }
    return score(all);
  }

  /** What one text adds; counts may be added up and scored, as a sample of the texts is. */
  public BleuCounts counts(String hypothesis, List<String> references) {
    return BleuCounts.of(tokens(hypothesis), references.stream().map(this::tokens).toList());
  }

  /** Of counts that were added up. */
  public Score score(BleuCounts counts) {
    double length = counts.hypothesisLength();
    double reference = counts.referenceLength();
    double brevity = length >= reference ? 1 : length == 0 ? 0 : Math.exp(1 - reference / length);
    Double[] precisions = {0.0, 0.0, 0.0, 0.0};
    boolean matchless = true;
    for (long matches : counts.matches()) {
      matchless &= matches == 0;
    }
    if (matchless) {
      return new Score(0, List.of(precisions), brevity, counts);
    }
    int orders = BleuCounts.ORDERS;
    int misses = 0;
    for (int n = 0; n < BleuCounts.ORDERS; n++) {
      double more = n > 0 && smoothing instanceof BleuSmoothing.AddK(double k) ? k : 0;
      double matches = counts.matches()[n] + more;
      double total = counts.totals()[n] + more;
      if (total == 0) {
        break;
      }
      if (effectiveOrder) {
        orders = n + 1;
      }
      if (matches == 0) {
        misses++;
        matches =
            switch (smoothing) {
              case BleuSmoothing.Exponential exponential -> Math.scalb(1.0, -misses);
              case BleuSmoothing.Floor(double part) -> part;
              case BleuSmoothing.None none -> 0;
              case BleuSmoothing.AddK addK -> 0;
            };
      }
      precisions[n] = 100 * matches / total;
    }
    double logs = 0;
    for (int n = 0; n < orders; n++) {
      logs += precisions[n] == 0 ? LOG_OF_NOTHING : Math.log(precisions[n]);
    }
    return new Score(brevity * Math.exp(logs / orders), List.of(precisions), brevity, counts);
  }

  /** All that the value depends on, as sacrebleu writes it. */
  public String signature(TextPairs texts) {
    return Signatures.of(
        texts,
        "case:" + (lowercase ? "lc" : "mixed"),
        "eff:" + (effectiveOrder ? "yes" : "no"),
        "tok:" + tokenizer.label(),
        "smooth:" + smoothing.label());
  }

  private List<String> tokens(String text) {
    return tokenizer.tokens(Words.stripEnd(lowercase ? text.toLowerCase(Locale.ROOT) : text));
  }
}
