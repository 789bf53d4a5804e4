package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.models.data.TaggedData;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What nobody should overlook about sentences that a tagger is measured on. */
public final class TagWarnings {
  private TagWarnings() {}

  /** Words without a token that speaks for them. */
  public static Optional<String> ofMissed(long missed, TaggedData of) {
    return missed == 0
        ? Optional.empty()
        : Optional.of(
            "%s of %s not seen, most of them cut off by the limit of tokens; they count as missed"
                .formatted(Amount.of(missed, "word"), of.name()));
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
