package dev.heed.models.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * Translation edit rate: how many words must be inserted, deleted or replaced, or runs of words
 * moved elsewhere, to make a text its reference, for each word of the reference (Snover et al., "A
 * study of translation edit rate with targeted human annotation", 2006), as sacrebleu computes it,
 * which follows the program Tercom.
 *
 * <p>Words are what stands between spaces. Which runs to move is searched for greedily, within
 * Tercom's limits, so the value is an upper bound of the least one.
 *
 * @param lowercase whether case is ignored, as it is by default
 */
public record Ter(boolean lowercase) {
  /** Case ignored, as sacrebleu by default. */
  public static Ter standard() {
    return new Ter(true);
  }

  /**
   * What TER needs to know of one text, or of several together.
   *
   * @param edits for the reference that takes the fewest
   * @param referenceLength mean words of a reference
   */
  public record Counts(long edits, double referenceLength) {
    /** The counts of both together. */
    public Counts plus(Counts other) {
      return new Counts(edits + other.edits, referenceLength + other.referenceLength);
    }

    /**
     * 100 · edits / reference length: from 0, above 100 where the text is much longer than the
     * reference; 100 where the references are empty and the texts are not.
     */
    public double score() {
      return referenceLength > 0 ? 100 * edits / referenceLength : edits > 0 ? 100 : 0;
    }
  }

  /** Of all texts together; 0 is best. */
  public double score(TextPairs texts) {
    Counts all = new Counts(0, 0);
    for (int i = 0; i < texts.size(); i++) {
      all = all.plus(counts(texts.hypotheses().get(i), texts.references().get(i)));
    }
    return all.score();
  }

  /** What one text adds; counts may be added up and scored, as a sample of the texts is. */
  public Counts counts(String hypothesis, List<String> references) {
    List<String> words = words(hypothesis);
    long fewest = Long.MAX_VALUE;
    long length = 0;
    for (String text : references) {
      List<String> reference = words(text);
      fewest = Math.min(fewest, new TerSearch(reference).edits(words));
      length += reference.size();
    }
    return new Counts(fewest, (double) length / references.size());
  }

  /** All that the value depends on, as sacrebleu writes it. */
  public String signature(TextPairs texts) {
    return Signatures.of(
        texts,
        "case:" + (lowercase ? "lc" : "mixed"),
        "tok:tercom",
        "norm:no",
        "punct:yes",
        "asian:no");
  }

  private List<String> words(String text) {
    return Words.split(lowercase ? text.toLowerCase(Locale.ROOT) : text);
  }
}
