package dev.heed.app.training;

import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelColumn;
import dev.heed.models.data.Overlap;
import dev.heed.models.data.Split;
import dev.heed.models.data.SplitShares;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which examples a training has, and which columns of them. */
public final class DataFlags {
  /** Fewer of each label, or in all where there are none, leave nothing to validate on. */
  private static final int LEAST_PER_LABEL = 10;

  private static final double DEV_SHARE = 0.1;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "FILE",
      description =
          "Examples to learn from: .csv, .tsv, .jsonl, or .txt with a text a line; UTF-8.")
  Path data;

  @Option(
      names = "--dev",
      order = 2,
      paramLabel = "FILE",
      description =
          "Examples that decide which epoch is kept. Where none is given, a tenth of --data is put"
              + " aside if there are enough, as said above: otherwise the last epoch is kept.")
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

  @Mixin DelimiterFlags delimiter;

  /**
   * The examples of a training, in their parts.
   *
   * @param training to learn from
   * @param validation what decides; null for none
   * @param test what is measured; null for none
   */
  public record Parts(Dataset training, @Nullable Dataset validation, @Nullable Dataset test) {
    /** What each is, by its name: for people. */
    public Map<String, String> shown() {
      Map<String, String> shown = new LinkedHashMap<>();
      put(shown, "training", training);
      put(shown, "validation", validation);
      put(shown, "test", test);
      return shown;
    }

    /** What is there beside what is learned from. */
    public List<Dataset> others() {
      return Stream.of(validation, test).filter(Objects::nonNull).toList();
    }

    private static void put(Map<String, String> shown, String name, @Nullable Dataset part) {
      if (part != null) {
        shown.put(name, "%,d examples of %s".formatted(part.size(), part.name()));
      }
    }

    /**
     * What any two of them have in common.
     *
     * @param texts the columns that count, together
     */
    public List<Overlap> overlaps(List<String> texts) {
      return Overlap.between(
          Stream.of(training, validation, test).filter(Objects::nonNull).toList(), texts);
    }
  }

  /**
   * The file to learn from, which is not read here.
   *
   * @throws ParameterException when flags ask for what needs all of it in memory
   */
  public DataFile streamed() {
    checkShare();
    if (devShare != null && devShare > 0) {
      throw usage(
          "--dev-share needs all of --data in memory, which is read as a stream here; give --dev");
    }
    return delimiter.file(data);
  }

  /** What decides, where it has a file of its own; null where it has none. */
  public @Nullable Dataset validation() {
    return dev == null ? null : Dataset.read(delimiter.file(dev), DataPart.VALIDATION);
  }

  /** What is measured; null for none. */
  public @Nullable Dataset test() {
    return test == null ? null : Dataset.read(delimiter.file(test), DataPart.TEST);
  }

  /**
   * Reads and parts them.
   *
   * @param columns whose texts tell examples apart
   * @param label the column of labels, whose shares each part keeps; null where there is none
   */
  public Parts read(List<String> columns, @Nullable LabelColumn label, long seed) {
    return read(columns, label, LEAST_PER_LABEL, seed);
  }

  /**
   * Reads and parts them.
   *
   * @param columns whose texts tell examples apart
   * @param label the column of labels, whose shares each part keeps; null where there is none
   * @param least examples of each label, with fewer of which none are put aside
   */
  public Parts read(List<String> columns, @Nullable LabelColumn label, int least, long seed) {
    checkShare();
    Parts whole = files();
    double share = dev == null ? share(whole.training(), label, least) : 0;
    if (share <= 0) {
      return whole;
    }
    SplitShares shares = SplitShares.withValidation(share);
    Split split =
        label == null
            ? Split.random(whole.training(), columns, shares, seed)
            : Split.stratified(whole.training(), columns, label, shares, seed);
    return new Parts(
        split.training(), split.validation().size() == 0 ? null : split.validation(), whole.test());
  }

  /**
   * Reads them, and puts nothing aside.
   *
   * @throws ParameterException when something of them is to be put aside
   */
  public Parts whole() {
    checkShare();
    if (devShare != null && devShare > 0) {
      throw usage(
          "--dev-share has nothing to put aside: with --few-shot all that is drawn is learned from; give --dev");
    }
    return files();
  }

  private Parts files() {
    return new Parts(Dataset.read(delimiter.file(data), DataPart.TRAINING), validation(), test());
  }

  private void checkShare() {
    if (devShare == null) {
      return;
    }
    if (dev != null) {
      throw usage("--dev-share puts a part of --data aside; --dev was given as well");
    }
    if (!(devShare >= 0 && devShare < 1)) {
      throw usage("--dev-share must be from 0 to below 1, was " + devShare);
    }
  }

  private double share(Dataset training, @Nullable LabelColumn label, int least) {
    if (devShare != null) {
      return devShare;
    }
    long groups = label == null ? 1 : label.all(training).stream().distinct().count();
    return training.size() < least * groups ? 0 : DEV_SHARE;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
