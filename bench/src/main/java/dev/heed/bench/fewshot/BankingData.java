package dev.heed.bench.fewshot;

import dev.heed.bench.quality.Banking77;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.FewShot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The questions of banking77 as a tuning takes them.
 *
 * @param train to learn from: all 10,003, or few
 * @param test the 3,080 to measure on
 */
record BankingData(Dataset train, Dataset test) {
  static final List<String> TEXT = List.of("text");
  static final String LABEL = "category";

  /** Where they are; empty where nothing says so. */
  static String folder() {
    return Optional.ofNullable(System.getenv(Banking77.VARIABLE)).orElse("");
  }

  /** Reads them; ends the program where they are not there, and says what to do. */
  static BankingData readOrExit() {
    String folder = folder();
    Optional<String> missing = Banking77.missing(folder);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(66);
    }
    return new BankingData(
        Dataset.read(DataFile.of(Path.of(folder, "train.csv")), DataPart.TRAINING),
        Dataset.read(DataFile.of(Path.of(folder, "test.csv")), DataPart.TEST));
  }

  /** So many examples of each class, drawn by a seed; all for 0. */
  Dataset shots(int perClass, long seed) {
    return perClass == 0 ? train : FewShot.sample(train, TEXT, LABEL, perClass, seed).shots();
  }
}
