package dev.heed.app.flags;

import dev.heed.app.io.Inputs;
import dev.heed.app.search.PassageFormat;
import dev.heed.app.search.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which files hold the passages, and how. */
public final class PassageFlags {
  @Option(
      names = {"-i", "--in"},
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      order = 10,
      description = "The files to look into; - for the standard input.")
  List<String> files;

  @Option(
      names = "--format",
      paramLabel = "lines|paragraphs|csv|jsonl",
      order = 11,
      description =
          "How a file holds its passages. By its name otherwise: .md has paragraphs, .csv "
              + "rows, .jsonl objects, any other a passage a line.")
  @Nullable PassageFormat format;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      order = 12,
      defaultValue = "text",
      description = "The CSV column or JSON field that holds the text; ${DEFAULT-VALUE} otherwise.")
  String field;

  /** Their names as the command line has them. */
  public List<String> files() {
    return List.copyOf(files);
  }

  /** The files in the order of the command line. */
  public List<Source> sources(Inputs inputs) {
    return files.stream()
        .map(name ->
            new Source(name, format == null ? PassageFormat.ofFile(name) : format, field, inputs))
        .toList();
  }
}
