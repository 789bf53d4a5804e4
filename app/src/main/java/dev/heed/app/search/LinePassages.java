package dev.heed.app.search;

import dev.heed.app.io.Utf8Lines;
import org.jspecify.annotations.Nullable;

/** A passage a line. */
final class LinePassages implements PassageReader {
  private final Utf8Lines lines;

  LinePassages(Utf8Lines lines) {
    this.lines = lines;
  }

  @Override
  public @Nullable Passage next() {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        return new Passage(lines.lineNumber(), line.strip());
      }
    }
    return null;
  }
}
