package dev.heed.models.data;

import java.nio.file.Path;
import java.util.Locale;

/** How a file holds sentences whose words have tags. Each is UTF-8. */
public enum TagFormat {
  /**
   * As the shared tasks of CoNLL have it: a word a line, in the first column, and its tag in the
   * last; an empty line behind each sentence. Columns are parted by tabs where there are some, else
   * by spaces; every line has as many. Left out are lines whose word is {@value
   * ConllReader#DOCUMENT}, and before the first word of a sentence those that begin with {@code #}
   * and have another number of columns.
   */
  CONLL,
  /**
   * A JSON object a line: {@code {"tokens":[…],"tags":[…]}}, lists of as many texts. Other keys and
   * empty lines are left out.
   */
  JSON_LINES;

  /**
   * What the ending of the name says: {@code .conll}, {@code .bio}, {@code .iob}, {@code .tsv} or
   * {@code .txt}, {@code .jsonl} or {@code .ndjson}.
   *
   * @throws DataException if it says nothing
   */
  public static TagFormat of(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "conll", "bio", "iob", "tsv", "txt" -> CONLL;
      case "jsonl", "ndjson" -> JSON_LINES;
      case "conllu" ->
          throw new DataException(
              "%s: the last column of CoNLL-U has no tags; write words and tags into a file of two columns"
                  .formatted(file));
      default ->
          throw new DataException(
              "%s: the name does not say how it holds tagged words; expected one that ends in .conll, .bio, .iob, .tsv, .txt or .jsonl"
                  .formatted(file));
    };
  }
}
