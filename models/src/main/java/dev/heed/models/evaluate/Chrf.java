package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * chrF: how many runs of up to six characters, spaces left out, a text shares with its reference
 * (Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015), and chrF++, with
 * runs of one and two words as well (Popović, "chrF++: words helping character n-grams", 2017); as
 * sacrebleu computes them.
 *
 * <pre>
 *   100 · (1 + β²) · P · R / (β² · P + R)      P, R: mean precision and recall over the orders
 * </pre>
 *
 * <p>Counts are added up over all texts first; of several references, the one with the best value
 * for its text counts. 0 where nothing is shared.
 *
 * @param characters longest run of characters, at least 1
 * @param words longest run of words, 0 for none
 * @param beta how many times recall counts as much as precision
 * @param lowercase whether case is ignored
 */
public record Chrf(int characters, int words, int beta, boolean lowercase) {
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  public Chrf {
    if (characters < 1 || words < 0 || beta < 1) {
      throw Inputs.wrong(
          "chrF",
          "runs of %d characters and %d words, beta %d; expected at least 1, 0, 1"
              .formatted(characters, words, beta));
    }
  }

  /** chrF2, as sacrebleu by default. */
  public static Chrf standard() {
    return new Chrf(6, 0, 2, false);
  }

  /** chrF2++: with words. */
  public static Chrf withWords() {
    return new Chrf(6, 2, 2, false);
  }

  /** Of all texts together, 0 to 100. */
  public double score(TextPairs texts) {
    ChrfCounts all = ChrfCounts.none(characters + words);
    for (int i = 0; i < texts.size(); i++) {
      all = all.plus(counts(texts.hypotheses().get(i), texts.references().get(i)));
    }
    return score(all);
  }

  /** What one text adds; counts may be added up and scored, as a sample of the texts is. */
  public ChrfCounts counts(String hypothesis, List<String> references) {
    List<Map<List<String>, Integer>> runs = runs(hypothesis);
    ChrfCounts best = ChrfCounts.of(runs, runs(references.getFirst()));
    for (String other : references.subList(1, references.size())) {
      ChrfCounts counts = ChrfCounts.of(runs, runs(other));
      best = score(counts) > score(best) ? counts : best;
    }
    return best;
  }

  /** Of counts that were added up, 0 to 100. */
  public double score(ChrfCounts counts) {
    double precision = 0;
    double recall = 0;
    int orders = 0;
    for (int n = 0; n < counts.matches().length; n++) {
      if (counts.hypothesis()[n] > 0 && counts.reference()[n] > 0) {
        precision += (double) counts.matches()[n] / counts.hypothesis()[n];
        recall += (double) counts.matches()[n] / counts.reference()[n];
        orders++;
      }
    }
    if (precision + recall == 0) {
      return 0;
    }
    double factor = beta * (double) beta;
    return 100 * (1 + factor) * precision * recall / (factor * precision + recall) / orders;
  }

  /** All that the value depends on, as sacrebleu writes it. */
  public String signature(TextPairs texts) {
    return Signatures.of(
        texts,
        "case:" + (lowercase ? "lc" : "mixed"),
        "eff:yes",
        "nc:" + characters,
        "nw:" + words,
        "space:no");
  }

  private List<Map<List<String>, Integer>> runs(String text) {
    List<String> split = Words.split(lowercase ? text.toLowerCase(Locale.ROOT) : text);
    List<String> letters = Words.characters(String.join("", split));
    List<Map<List<String>, Integer>> runs = new ArrayList<>();
    for (int n = 1; n <= characters; n++) {
      runs.add(Words.runs(letters, n));
    }
    List<String> tokens = tokens(split);
    for (int n = 1; n <= words; n++) {
      runs.add(Words.runs(tokens, n));
    }
    return runs;
  }

  /** One mark of punctuation at the end of a word, or else at its start, is a word of its own. */
  private static List<String> tokens(List<String> split) {
    List<String> tokens = new ArrayList<>();
    for (String word : split) {
      int last = word.length() - 1;
      boolean one = word.codePointCount(0, word.length()) == 1;
      if (!one && PUNCTUATION.indexOf(word.charAt(last)) >= 0) {
        tokens.add(word.substring(0, last));
        tokens.add(word.substring(last));
      } else if (!one && PUNCTUATION.indexOf(word.charAt(0)) >= 0) {
        tokens.add(word.substring(0, 1));
        tokens.add(word.substring(1));
      } else {
        tokens.add(word);
      }
    }
    return tokens;
  }
}
