package dev.heed.app.vectors;

import dev.heed.app.console.Output;
import dev.heed.models.Embedding;

/**
 * Comma-separated values as RFC 4180 has them, but with line feeds: a header, then a row for each
 * text. The columns are {@code index,text,tokens,truncated,d0,d1,…}.
 */
public final class CsvVectors implements VectorSink {
  private final Output out;

  /**
   * @param dimension of the vectors
   */
  public CsvVectors(Output out, int dimension) {
    this.out = out;
    StringBuilder header = new StringBuilder("index,text,tokens,truncated");
    for (int d = 0; d < dimension; d++) {
      header.append(",d").append(d);
    }
    out.line(header.toString());
  }

  @Override
  public void write(long index, String text, Embedding embedding) {
    StringBuilder row = new StringBuilder(16 * embedding.dimension() + text.length());
    row.append(index).append(',').append(quoted(text));
    row.append(',').append(embedding.tokens()).append(',').append(embedding.truncated());
    for (float component : embedding.vector()) {
      row.append(',').append(component);
    }
    out.line(row.toString());
  }

  @Override
  public void finish() {}

  /** Always in quotes: whoever reads the file need not guess whether 007 is a number. */
  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
