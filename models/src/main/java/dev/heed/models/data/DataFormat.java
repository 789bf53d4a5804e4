package dev.heed.models.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a file holds examples. Each is UTF-8. */
public sealed interface DataFormat {
  /**
   * What the ending of the name says: {@code .csv}, {@code .tsv}, {@code .jsonl} or {@code
   * .ndjson}, {@code .txt}.
   *
   * @throws DataException if it says nothing
   */
  static DataFormat of(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "csv" -> Delimited.CSV;
      case "tsv", "tab" -> Delimited.TSV;
      case "jsonl", "ndjson" -> JsonLines.ALL;
      case "txt" -> PlainText.LINES;
      default ->
          throw new DataException(
              "%s: the name does not say what the file holds; expected one that ends in .csv, .tsv, .jsonl or .txt"
                  .formatted(file));
    };
  }

  /**
   * A table, one example a record. A record ends with CR LF, LF or CR; empty lines are passed over.
   *
   * @param delimiter what stands between cells; where null, the one of {@code , ; | TAB} that the
   *     first records have
   * @param quoted whether a cell may stand in quotes, as RFC 4180 has it: then it may hold
   *     delimiters and line ends, and a quote is written twice. Where false, a quote is a character
   *     like any other, and no cell holds a delimiter or a line end
   * @param names the columns of a file without a header; where empty, the first record has them
   */
  record Delimited(@Nullable Character delimiter, boolean quoted, List<String> names)
      implements DataFormat {
    /** RFC 4180, whatever the delimiter. */
    public static final Delimited CSV = new Delimited(null, true, List.of());

    /**
     * Tabs and no quoting, as the media type text/tab-separated-values has it: in most tables of
     * text with this ending, a quote belongs to the text.
     */
    public static final Delimited TSV = new Delimited('\t', false, List.of());

    /**
     * Checks the delimiter.
     *
     * @throws DataException if it cannot be told from quotes, line ends or text
     */
    public Delimited {
      names = List.copyOf(names);
      if (delimiter != null
          && (delimiter == '"'
              || delimiter == '\r'
              || delimiter == '\n'
              || delimiter == 0
              || Character.isLetterOrDigit(delimiter)
              || Character.isSurrogate(delimiter))) {
        throw new DataException(
            "the delimiter cannot be %s; usual ones are ',', ';', '|' and a tab"
                .formatted(Shown.of(delimiter.toString())));
      }
    }

    /** The same with this delimiter. */
    public Delimited withDelimiter(char delimiter) {
      return new Delimited(delimiter, quoted, names);
    }

    /** The same for a file that has no header, with these columns. */
    public Delimited withColumns(List<String> names) {
      return new Delimited(delimiter, quoted, names);
    }
  }

  /**
   * A JSON object a line. Texts are taken as they are, numbers and flags as written, null as an
   * empty cell, lists and objects as JSON; where labels are wanted, a list is one of labels. Empty
   * lines are passed over.
   *
   * @param names the keys to read, others being left out; where empty, those of the first line,
   *     which then each line must have, and no others
   */
  record JsonLines(List<String> names) implements DataFormat {
    /** All keys. */
    public static final JsonLines ALL = new JsonLines(List.of());

    /** Copies the names. */
    public JsonLines {
      names = List.copyOf(names);
    }
  }

  /** Text without columns: there is one, which is called {@value #COLUMN}. */
  enum PlainText implements DataFormat {
    /** An example a line, empty lines too: the n-th example is the n-th line. */
    LINES,
    /** The whole file is one example, each character of it. */
    WHOLE;

    /** The one column. */
    public static final String COLUMN = "text";
  }
}
