package dev.heed.app.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Columns that line up, colours or not. The last column is never filled up with spaces. */
public final class Table {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final String indent;
  private final String alignment;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param indent before each row
   * @param alignment one letter a column: l left, r right
   */
  public Table(String indent, String alignment) {
    this.indent = indent;
    this.alignment = alignment;
  }

  /** One cell for each column. */
  public void row(String... cells) {
    if (cells.length != alignment.length()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, alignment.length()));
    }
    rows.add(cells.clone());
  }

  /** Writes all rows. */
  public void print(Output out) {
    int[] widths = new int[alignment.length()];
    for (String[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        widths[c] = Math.max(widths[c], width(row[c]));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int c = 0; c < row.length; c++) {
        String space = " ".repeat(widths[c] - width(row[c]));
        line.append(alignment.charAt(c) == 'r' ? space + row[c] : row[c] + space).append("  ");
      }
      out.line(line.toString().stripTrailing());
    }
  }

  private static int width(String cell) {
    String visible = COLOUR.matcher(cell).replaceAll("");
    return visible.codePointCount(0, visible.length());
  }
}
