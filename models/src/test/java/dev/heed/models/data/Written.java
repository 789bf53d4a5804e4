package dev.heed.models.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files of examples that tests write, and data sets without a file. */
final class Written {
  private Written() {}

  static DataFile file(Path folder, String name, String text) {
    return file(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static DataFile file(Path folder, String name, byte[] bytes) {
    return DataFile.of(write(folder, name, bytes));
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cells of all examples. */
  static List<List<String>> rows(DataFile file) {
    try (Stream<Example> examples = file.stream()) {
      return examples.map(Example::cells).toList();
    }
  }

  /** Training data as if read from a file with a header and a row a line. */
  static Dataset training(Columns columns, List<List<String>> rows) {
    List<Example> examples = new ArrayList<>();
    for (List<String> row : rows) {
      examples.add(new Example(columns, row, new Place("train.csv", examples.size() + 2L)));
    }
    return new Dataset("train.csv", DataPart.TRAINING, columns, examples);
  }
}
