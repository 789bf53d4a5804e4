package dev.heed.app.training;

import dev.heed.models.tune.TextTuning;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which columns beside the texts say something too. */
public final class TableFlags {
  @Option(
      names = "--number-column",
      order = 7,
      paramLabel = "NAME",
      description =
          "A column of numbers beside the text that says something too; may be given several times."
              + " The numbers are standardised, as --data has them.")
  List<String> numbers = List.of();

  @Option(
      names = "--category-column",
      order = 7,
      paramLabel = "NAME",
      description =
          "A column of categories beside the text that says something too; may be given several"
              + " times.")
  List<String> categories = List.of();

  /** Whether there are any. */
  public boolean isGiven() {
    return !numbers.isEmpty() || !categories.isEmpty();
  }

  /** Their names. */
  public List<String> names() {
    return Stream.concat(numbers.stream(), categories.stream()).toList();
  }

  /** The task with the columns beside its texts. */
  public <T> TextTuning<T> applied(TextTuning<T> task) {
    return task.withColumns(numbers, categories);
  }
}
