package dev.heed.app.training;

import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.FewShot;
import dev.heed.models.data.LabelColumn;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How few examples of each label are learned from, of tasks that have labels. */
public final class FewShotFlags {
  private static final int MOST_SHOWN = 5;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--few-shot",
      order = 8,
      paramLabel = "N",
      description =
          "Learn from N examples of each label alone, drawn by the seed. None of them is put aside;"
              + " without --dev and --test, the rest of --data is what is measured on.")
  @Nullable Integer each;

  /** Whether only a few are learned from. */
  public boolean isGiven() {
    return each != null;
  }

  /**
   * The few in place of all that could be learned from, and the rest of these to measure on where
   * there is nothing else.
   *
   * @param whole nothing put aside
   * @param texts the columns whose texts tell examples apart
   * @param label the column of labels
   * @param least different texts of at least one label, with fewer of which nothing is measured
   * @param warning hears what a person should know
   * @throws ParameterException when there would be none
   */
  public DataFlags.Parts drawn(
      DataFlags.Parts whole,
      List<String> texts,
      LabelColumn label,
      int least,
      long seed,
      Consumer<String> warning) {
    int wanted = each == null ? 0 : each;
    if (wanted < 1) {
      throw new ParameterException(
          spec.commandLine(), "--few-shot must be at least 1, was " + wanted);
    }
    FewShot few = FewShot.sample(whole.training(), texts, label, wanted, seed);
    if (!few.fewer().isEmpty()) {
      warning.accept(fewer(few.fewer(), wanted));
    }
    boolean measures =
        whole.validation() == null
            && whole.test() == null
            && has(few.rest(), texts, label, least, seed);
    return new DataFlags.Parts(
        few.shots(), whole.validation(), measures ? named(few.rest()) : whole.test());
  }

  private static String fewer(SortedMap<String, Integer> fewer, int wanted) {
    String shown =
        fewer.entrySet().stream()
            .limit(MOST_SHOWN)
            .map(label -> "%s (%,d)".formatted(label.getKey(), label.getValue()))
            .collect(Collectors.joining(", "));
    return "labels that have fewer than %,d examples, all of which are learned from: %,d: %s%s"
        .formatted(wanted, fewer.size(), shown, fewer.size() > MOST_SHOWN ? ", …" : "");
  }

  /** Whether a label has so many different texts. */
  private static boolean has(
      Dataset rest, List<String> texts, LabelColumn label, int least, long seed) {
    long labels = label.all(rest).stream().distinct().count();
    return rest.size() > 0
        && FewShot.sample(rest, texts, label, least, seed).fewer().size() < labels;
  }

  private static Dataset named(Dataset rest) {
    return new Dataset(
        "the rest of " + rest.name(), DataPart.TEST, rest.columns(), rest.examples());
  }
}
