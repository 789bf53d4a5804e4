package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.models.data.TaggedData;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What nobody should overlook about sentences that a tagger is measured on. */
public final class TagWarnings {
  private static final int LONG_SENTENCE = 100;

  private TagWarnings() {}

  /** Words without a token that speaks for them. */
  public static Optional<String> ofMissed(long missed, TaggedData of) {
    return missed == 0
        ? Optional.empty()
        : Optional.of(
            "%s of %s not seen, most of them cut off by the limit of tokens; they count as missed"
                .formatted(Amount.of(missed, "word"), of.name()));
  }

  /** Sentences that nothing parts from each other. */
  public static Optional<String> ofOneSentence(TaggedData of) {
    return of.size() > 1 || of.words() <= LONG_SENTENCE
        ? Optional.empty()
        : Optional.of(
            "%s is one sentence of %s; in files with a word a line, an empty line parts sentences"
                .formatted(of.name(), Amount.of(of.words(), "word")));
  }

  /** Tags that were not learned. */
  public static Optional<String> ofUnseen(TaggedData of, List<String> labels) {
    SortedMap<String, Integer> unseen = of.unseen(labels);
    return unseen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: has tags that were not learned, and how often: %s; they count as missed"
                .formatted(of.name(), unseen));
  }
}
