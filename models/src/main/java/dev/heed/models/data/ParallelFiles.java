package dev.heed.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Files that belong together line by line, such as one of texts and one of their labels. */
public final class ParallelFiles {
  private ParallelFiles() {}

  /**
   * Reads them to their end: the n-th example has the n-th line of each.
   *
   * @param files by the names of the columns, at least one
   * @throws DataException if they have not the same number of lines, or none
   */
  public static Dataset read(SequencedMap<String, Path> files, DataPart part) {
    Columns columns = new Columns(List.copyOf(files.keySet()));
    List<Example> examples = new ArrayList<>();
    List<ExampleReader> readers = new ArrayList<>();
    try {
      for (Path file : files.values()) {
        readers.add(new DataFile(file, DataFormat.PlainText.LINES).open());
      }
      List<Path> paths = List.copyOf(files.values());
      for (Example example = next(readers, columns, paths, 1);
          example != null;
          example = next(readers, columns, paths, examples.size() + 1L)) {
        examples.add(example);
      }
      String name = paths.getFirst().toString();
      if (examples.isEmpty()) {
        throw new DataException("%s: has no examples".formatted(name));
      }
      return new Dataset(name, part, columns, examples);
    } finally {
      readers.forEach(ExampleReader::close);
    }
  }

  private static @Nullable Example next(
      List<ExampleReader> readers, Columns columns, List<Path> paths, long line) {
    List<String> cells = new ArrayList<>(readers.size());
    for (int f = 0; f < readers.size(); f++) {
      Example part = readers.get(f).next();
      if (part != null) {
        cells.add(part.cells().getFirst());
      }
      if (cells.size() != (part == null ? 0 : f + 1)) {
        throw new DataException(
            "%s: line %d: %s has such a line, %s has not; expected as many lines in each"
                .formatted(
                    paths.getFirst(),
                    line,
                    part == null ? paths.getFirst() : paths.get(f),
                    part == null ? paths.get(f) : paths.getFirst()));
      }
    }
    return cells.isEmpty()
        ? null
        : new Example(columns, cells, new Place("" + paths.getFirst(), line));
  }
}
