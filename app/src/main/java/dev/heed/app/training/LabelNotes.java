package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Duplicates;
import dev.heed.models.data.LabelColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a person should know of the labels that are learned from. */
public final class LabelNotes {
  private LabelNotes() {}

  /** How many there are: a wrong column or separator shows in it. Empty without labels. */
  public static Optional<String> counts(Dataset training, LabelColumn column) {
    Map<String, Integer> counts = new TreeMap<>();
    column.all(training).forEach(label -> counts.merge(label, 1, Integer::sum));
    return counts.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(rarest ->
            "learning from %s with %s, of which '%s' is the rarest (%,d)"
                .formatted(
                    Amount.of(training.size(), "example"),
                    Amount.of(counts.size(), "label"),
                    rarest.getKey(),
                    rarest.getValue()));
  }

  /**
   * Texts that are there with different labels, where an example has one; empty without any.
   *
   * @param texts the columns that count, together
   */
  public static Optional<String> conflicts(
      Dataset training, LabelColumn column, List<String> texts) {
    int conflicting =
        column.separator() == null
            ? Duplicates.within(training, texts, column.name()).conflicting()
            : 0;
    return conflicting == 0
        ? Optional.empty()
        : Optional.of(
            "%s of %s %s there with different labels"
                .formatted(
                    Amount.of(conflicting, "text"),
                    training.name(),
                    conflicting == 1 ? "is" : "are"));
  }
}
