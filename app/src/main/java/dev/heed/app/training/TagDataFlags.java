package dev.heed.app.training;

import dev.heed.models.data.DataFormat;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Overlap;
import dev.heed.models.data.SplitShares;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which sentences with tags a training has. */
public final class TagDataFlags {
  /** A tenth of fewer says nothing. */
  private static final int LEAST_TO_SPLIT = 100;

  private static final double DEV_SHARE = 0.1;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "FILE",
      description =
          "Sentences to learn from, UTF-8. In a .conll, .bio, .iob, .tsv or .txt a word a line, its tag"
              + " in the last column, and an empty line behind each sentence; in a .jsonl"
              + " {\"tokens\":[…],\"tags\":[…]} a line.")
  Path data;

  @Option(
      names = "--dev",
      order = 2,
      paramLabel = "FILE",
      description =
          "Sentences that decide which epoch is kept. Where none is given, a tenth of --data is put"
              + " aside, unless there are fewer than 100: then the last epoch is kept.")
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
      description = "Sentences that the outcome is measured on in the end, and nothing else.")
  @Nullable Path test;

  /**
   * The sentences of a training, in their parts.
   *
   * @param training to learn from
   * @param validation what decides; null for none
   * @param test what is measured; null for none
   */
  public record Parts(
      TaggedData training, @Nullable TaggedData validation, @Nullable TaggedData test) {
    /** What the outcome is measured on; null where nothing is left for that. */
    public @Nullable TaggedData measured() {
      return test == null ? validation : test;
    }

    /** What each is, by its name: for people. */
    public Map<String, String> shown() {
      Map<String, String> shown = new LinkedHashMap<>();
      put(shown, "training", training);
      put(shown, "validation", validation);
      put(shown, "test", test);
      return shown;
    }

    private static void put(Map<String, String> shown, String name, @Nullable TaggedData part) {
      if (part != null) {
        shown.put(
            name,
            "%,d sentences, %,d words of %s".formatted(part.size(), part.words(), part.name()));
      }
    }

    /** What any two of them have in common. */
    public List<Overlap> overlaps() {
      List<Dataset> all =
          Stream.of(training, validation, test)
              .filter(Objects::nonNull)
              .map(TaggedData::texts)
              .toList();
      return Overlap.between(all, List.of(DataFormat.PlainText.COLUMN));
    }
  }

  /** Reads and parts them. */
  public Parts read(long seed) {
    if (dev != null && devShare != null) {
      throw new ParameterException(
          spec.commandLine(), "--dev-share puts a part of --data aside; --dev was given as well");
    }
    if (devShare != null && !(devShare >= 0 && devShare < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--dev-share must be from 0 to below 1, was " + devShare);
    }
    TaggedData training = read(data, DataPart.TRAINING);
    TaggedData validation = dev == null ? null : read(dev, DataPart.VALIDATION);
    double share = dev != null ? 0 : devShare != null ? devShare : share(training);
    if (share > 0) {
      List<TaggedData> parts = training.split(SplitShares.withValidation(share), seed);
      training = parts.getFirst();
      validation = parts.size() > 1 ? parts.getLast() : null;
    }
    return new Parts(training, validation, test == null ? null : read(test, DataPart.TEST));
  }

  private static double share(TaggedData training) {
    return training.size() < LEAST_TO_SPLIT ? 0 : DEV_SHARE;
  }

  private static TaggedData read(Path file, DataPart part) {
    return TaggedData.read(TaggedFile.of(file), part);
  }
}
