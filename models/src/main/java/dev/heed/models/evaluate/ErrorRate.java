package dev.heed.models.evaluate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Word and character error rate, as the Python package jiwer computes them (Morris, Maier and
 * Green, "From WER and RIL to MER and WIL", 2004). Nothing is normalized: case and punctuation
 * count.
 */
public enum ErrorRate {
  /** Words are what stands between spaces (WER). */
  WORDS {
    @Override
    List<String> units(String text) {
      String single = SPACES.matcher(text).replaceAll(" ");
      String stripped = Words.strip(single);
      return stripped.isEmpty() ? List.of() : List.of(stripped.split(" ", -1));
    }
  },
  /** Code points, spaces within the text included (CER). */
  CHARACTERS {
    @Override
    List<String> units(String text) {
      return Words.characters(Words.strip(text));
    }
  };

  /** Two spaces or more: a single tab stays part of a word, as in jiwer. */
  private static final Pattern SPACES = Pattern.compile("\\s{2,}", Pattern.UNICODE_CHARACTER_CLASS);

  abstract List<String> units(String text);

  /** Of one text. */
  public ErrorCounts counts(String hypothesis, String reference) {
    return ErrorCounts.of(units(reference), units(hypothesis));
  }

  /**
   * Of all texts together; {@link ErrorCounts#rate} is the rate of the corpus.
   *
   * @throws IllegalArgumentException when a text has more than one reference
   */
  public ErrorCounts counts(TextPairs texts) {
    ErrorCounts all = new ErrorCounts(0, 0, 0, 0);
    for (int i = 0; i < texts.size(); i++) {
      all = all.plus(counts(texts.hypotheses().get(i), texts.reference("error rate", i)));
    }
    return all;
  }
}
