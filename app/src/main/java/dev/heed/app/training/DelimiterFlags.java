package dev.heed.app.training;

import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What stands between the cells of tables. */
public final class DelimiterFlags {
  /** What names it. */
  public static final String OPTION = "--delimiter";

  @Option(
      names = OPTION,
      order = 7,
      paramLabel = "CHAR",
      description = "What stands between the cells of a .csv; found out otherwise.")
  @Nullable Character delimiter;

  /** A file of examples, with this between the cells where it is a table. */
  public DataFile file(Path path) {
    DataFile file = DataFile.of(path);
    return delimiter != null && file.format() instanceof DataFormat.Delimited table
        ? new DataFile(path, table.withDelimiter(delimiter))
        : file;
  }
}
