package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * ROUGE: what a summary shares with its reference (Lin, "ROUGE: a package for automatic evaluation
 * of summaries", 2004), as the Python package rouge-score computes it.
 *
 * <p>Words are runs of a to z and 0 to 9 after lowercasing; all else separates, letters with
 * accents too, so this is for English. Of several references, the one with the best F1 counts.
 *
 * @param stemmed whether words of more than three letters lose their endings first, by {@link
 *     PorterStemmer}
 */
public record Rouge(boolean stemmed) {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
  private static final Score NOTHING = new Score(0, 0, 0);

  /**
   * How much is shared.
   *
   * @param precision part of the text that its reference has too
   * @param recall part of the reference that the text has too
   * @param f1 2 · precision · recall / (precision + recall), or 0; of several texts, the mean
   */
  public record Score(double precision, double recall, double f1) {
    static Score of(long shared, long hypothesis, long reference) {
      if (shared == 0) {
        return NOTHING;
      }
      double precision = (double) shared / hypothesis;
      double recall = (double) shared / reference;
      return new Score(precision, recall, 2 * precision * recall / (precision + recall));
    }
  }

  /** ROUGE-N of one text: runs of n words, each as often as both have it. */
  public Score runs(String hypothesis, String reference, int n) {
    if (n < 1) {
      throw Inputs.wrong("ROUGE", "runs of %d words; expected at least 1".formatted(n));
    }
    List<String> words = words(hypothesis);
    List<String> expected = words(reference);
    Map<List<String>, Integer> shared = Words.runs(expected, n);
    return Score.of(
        Words.common(Words.runs(words, n), shared),
        Math.max(0, words.size() - n + 1),
        Math.max(0, expected.size() - n + 1));
  }

  /** ROUGE-L of one text: the longest sequence of words that both have in this order. */
  public Score longest(String hypothesis, String reference) {
    List<String> words = words(hypothesis);
    List<String> expected = words(reference);
    int shared = CommonSequence.of(expected, words).length();
    return Score.of(shared, words.size(), expected.size());
  }

  /**
   * ROUGE-Lsum of one text: sentences, one in each line, are compared each with each, and a word of
   * the reference counts when it is in the longest common sequence with any sentence.
   */
  public Score summary(String hypothesis, String reference) {
    return CommonSequence.summary(sentences(hypothesis), sentences(reference));
  }

  /** The mean of ROUGE-N over all texts. */
  public Score runs(TextPairs texts, int n) {
    return mean(texts, (hypothesis, reference) -> runs(hypothesis, reference, n));
  }

  /** The mean of ROUGE-L over all texts. */
  public Score longest(TextPairs texts) {
    return mean(texts, this::longest);
  }

  /** The mean of ROUGE-Lsum over all texts. */
  public Score summary(TextPairs texts) {
    return mean(texts, this::summary);
  }

  private static Score mean(TextPairs texts, BiFunction<String, String, Score> score) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    for (int i = 0; i < texts.size(); i++) {
      Score best = NOTHING;
      for (String reference : texts.references().get(i)) {
        Score one = score.apply(texts.hypotheses().get(i), reference);
        best = one.f1() > best.f1() ? one : best;
      }
      precision += best.precision();
      recall += best.recall();
      f1 += best.f1();
    }
    return new Score(precision / texts.size(), recall / texts.size(), f1 / texts.size());
  }

  private List<List<String>> sentences(String text) {
    List<List<String>> sentences = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        sentences.add(words(line));
      }
    }
    return sentences;
  }

  private List<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .map(match -> match.group())
        .map(word -> stemmed && word.length() > 3 ? PorterStemmer.stem(word) : word)
        .toList();
  }
}
