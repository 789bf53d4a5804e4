package dev.heed.app.training;

import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataFormat;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.FewShot;
import dev.heed.models.data.Split;
import dev.heed.models.data.SplitShares;
import dev.heed.models.tune.TextTuning;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which examples a training has, and which columns of them. */
public final class DataFlags {
  /** Less than that of each label leaves nothing to validate on. */
  private static final int LEAST_PER_LABEL = 10;

  private static final double DEV_SHARE = 0.1;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "FILE",
      description = "Examples to learn from: .csv, .tsv or .jsonl, UTF-8.")
  Path data;

  @Option(
      names = "--dev",
      order = 2,
      paramLabel = "FILE",
      description =
          "Examples that decide which epoch is kept. Where none is given, a tenth of --data is put"
              + " aside, unless there are fewer than 10 examples a label: then the last epoch is"
              + " kept.")
  @Nullable Path dev;

  @Option(
      names = "--dev-share",
      order = 3,
      paramLabel = "P",
      description = "Put this share of --data aside instead; 0 for none.")
  @Nullable Double devShare;

  @Option(
      names = "--test",
      order = 4,
      paramLabel = "FILE",
      description = "Examples that the outcome is measured on in the end, and nothing else.")
  @Nullable Path test;

  @Option(
      names = "--text-column",
      order = 5,
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "The column of texts; ${DEFAULT-VALUE} where none is given. Twice for two texts that go"
              + " together.")
  List<String> texts;

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

  @Option(
      names = "--delimiter",
      order = 7,
      paramLabel = "CHAR",
      description = "What stands between the cells of a .csv; found out otherwise.")
  @Nullable Character delimiter;

  @Option(
      names = "--few-shot",
      order = 8,
      paramLabel = "N",
      description = "Learn from N examples of each label alone, drawn by the seed.")
  @Nullable Integer fewShot;

  /**
   * The examples of a training, in their parts.
   *
   * @param training to learn from
   * @param validation what decides; null for none
   * @param test what is measured; null for none
   */
  public record Parts(Dataset training, @Nullable Dataset validation, @Nullable Dataset test) {}

  /** The columns of texts. */
  public List<String> texts() {
    return texts;
  }

  /** The task with the columns beside its texts. */
  public <T> TextTuning<T> applied(TextTuning<T> task) {
    return task.withColumns(numbers, categories);
  }

  /**
   * Reads and parts them.
   *
   * @param label the column of labels, whose shares each part keeps; null where there is none
   */
  public Parts read(@Nullable String label, long seed) {
    if (dev != null && devShare != null) {
      throw new ParameterException(
          spec.commandLine(), "--dev-share puts a part of --data aside; --dev was given as well");
    }
    Dataset training = Dataset.read(file(data), DataPart.TRAINING);
    if (fewShot != null) {
      if (label == null) {
        throw new ParameterException(
            spec.commandLine(), "--few-shot draws by label; this task has none");
      }
      training = FewShot.sample(training, texts, label, fewShot, seed).shots();
    }
    Dataset validation = dev == null ? null : Dataset.read(file(dev), DataPart.VALIDATION);
    double share = dev == null ? share(training, label) : 0;
    if (share > 0) {
      SplitShares shares = SplitShares.withValidation(share);
      Split split =
          label == null
              ? Split.random(training, texts, shares, seed)
              : Split.stratified(training, texts, label, shares, seed);
      training = split.training();
      validation = split.validation().size() == 0 ? null : split.validation();
    }
    return new Parts(
        training, validation, test == null ? null : Dataset.read(file(test), DataPart.TEST));
  }

  private double share(Dataset training, @Nullable String label) {
    if (devShare != null) {
      return devShare;
    }
    long groups = label == null ? 1 : training.column(label).stream().distinct().count();
    return training.size() < LEAST_PER_LABEL * groups ? 0 : DEV_SHARE;
  }

  private DataFile file(Path path) {
    DataFile file = DataFile.of(path);
    return delimiter != null && file.format() instanceof DataFormat.Delimited table
        ? new DataFile(path, table.withDelimiter(delimiter))
        : file;
  }
}
