package dev.heed.bench.chart;

import java.io.IOException;
import java.nio.file.Path;

/** A picture of a table. */
public interface Chart {
  /** The end of the file's name. */
  String name();

  /** Writes a PNG. */
  void write(Path file) throws IOException;
}
