package dev.heed.models.data;

import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of examples. Each opening reads it from its beginning, one example at a time; a file may
 * be larger than memory.
 *
 * @param path where it is
 * @param format how it holds examples
 */
public record DataFile(Path path, DataFormat format) {
  /**
   * In the format that its ending names.
   *
   * @throws DataException if it names none
   */
  public static DataFile of(Path path) {
    return new DataFile(path, DataFormat.of(path));
  }

  /** The file, for error texts. */
  public String name() {
    return path.toString();
  }

  /**
   * Begins to read.
   *
   * @throws DataException if it cannot be read, or its beginning is not of the format
   */
  public ExampleReader open() {
    TextSource source = new TextSource(path);
    boolean opened = false;
    try {
      ExampleReader reader =
          switch (format) {
            case DataFormat.Delimited table -> new DelimitedReader(source, table);
            case DataFormat.JsonLines lines -> new JsonLinesReader(source, lines);
            case DataFormat.PlainText text -> new PlainTextReader(source, text);
          };
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  /** The examples in order, read as they are taken. Close it. */
  public Stream<Example> stream() {
    ExampleReader reader = open();
    Spliterator<Example> examples =
        new Spliterators.AbstractSpliterator<>(
            Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          @Override
          public boolean tryAdvance(Consumer<? super Example> action) {
            @Nullable Example example = reader.next();
            if (example == null) {
              return false;
            }
            action.accept(example);
            return true;
          }
        };
    return StreamSupport.stream(examples, false).onClose(reader::close);
  }
}
