package dev.heed.app.search;

import dev.heed.app.io.Utf8Lines;
import java.util.Locale;

/** How a file holds its passages. */
public enum PassageFormat {
  /** One a line. */
  LINES,
  /** Blocks of lines with blank lines between them, as in Markdown. */
  PARAGRAPHS,
  /** One a row of comma-separated values, in a column that the header names. */
  CSV,
  /** One a line, in a field of a JSON object. */
  JSONL;

  /** What the end of the file's name tells: .md, .markdown, .csv, .jsonl, .ndjson; else lines. */
  public static PassageFormat ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".md") || lower.endsWith(".markdown")) {
      return PARAGRAPHS;
    }
    if (lower.endsWith(".csv")) {
      return CSV;
    }
    return lower.endsWith(".jsonl") || lower.endsWith(".ndjson") ? JSONL : LINES;
  }

  /**
   * Reads the passages of a file.
   *
   * @param lines closed by the caller
   * @param field column or JSON field that holds the text
   */
  public PassageReader reader(Utf8Lines lines, String field) {
    return switch (this) {
      case LINES -> new LinePassages(lines);
      case PARAGRAPHS -> new ParagraphPassages(lines);
      case CSV -> new CsvPassages(lines, field);
      case JSONL -> new JsonlPassages(lines, field);
    };
  }
}
