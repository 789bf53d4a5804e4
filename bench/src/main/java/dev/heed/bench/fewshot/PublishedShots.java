package dev.heed.bench.fewshot;

import dev.heed.models.data.Columns;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Example;
import dev.heed.models.data.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The 5 and 10 examples of each label that published figures are of: those of the collection
 * Few-Shot-Intent-Detection (Jianguo Zhang and others). A text a line in one file, its label in the
 * same line of another.
 *
 * @param folder with the files train_5.seq.in, train_5.label, train_10…, test…
 */
record PublishedShots(Path folder) {
  private static final Columns COLUMNS =
      new Columns(List.of(BankingData.TEXT.getFirst(), BankingData.LABEL));

  /** Where they are in the folder of the data set. */
  static PublishedShots in(String folder) {
    return new PublishedShots(Path.of(folder, "fewshot-jianguoz"));
  }

  /** Whether they are there. */
  boolean areThere() {
    return Files.isDirectory(folder);
  }

  /** So many of each label to learn from, and banking77's own test questions to measure on. */
  BankingData data(int perClass) throws IOException {
    return new BankingData(
        read("train_" + perClass, DataPart.TRAINING), read("test", DataPart.TEST));
  }

  private Dataset read(String name, DataPart part) throws IOException {
    Path file = folder.resolve(name + ".seq.in");
    List<String> texts = Files.readAllLines(file);
    List<String> labels = Files.readAllLines(folder.resolve(name + ".label"));
    if (texts.size() != labels.size()) {
      throw new IOException(
          "%s has %,d lines, its labels %,d".formatted(file, texts.size(), labels.size()));
    }
    List<Example> examples =
        IntStream.range(0, texts.size())
            .mapToObj(i ->
                new Example(
                    COLUMNS,
                    List.of(texts.get(i), labels.get(i)),
                    new Place(file.toString(), i + 1L)))
            .toList();
    return new Dataset(name, part, COLUMNS, examples);
  }
}
