package dev.heed.app.search;

import dev.heed.app.io.FileException;
import dev.heed.app.io.Utf8Lines;
import org.jspecify.annotations.Nullable;

/** A passage from one blank line to the next; its own line ends become spaces. */
final class ParagraphPassages implements PassageReader {
  private final Utf8Lines lines;

  ParagraphPassages(Utf8Lines lines) {
    this.lines = lines;
  }

  @Override
  public @Nullable Passage next() {
    StringBuilder text = new StringBuilder();
    long first = 0;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        if (!text.isEmpty()) {
          break;
        }
        continue;
      }
      if (text.isEmpty()) {
        first = lines.lineNumber();
      } else {
        text.append(' ');
      }
      if (text.length() + line.length() > Utf8Lines.MAX_LINE_BYTES) {
        throw new FileException(
            "%s: the paragraph at line %,d is longer than %,d characters"
                .formatted(lines.name(), first, Utf8Lines.MAX_LINE_BYTES));
      }
      text.append(line.strip());
    }
    return text.isEmpty() ? null : new Passage(first, text.toString());
  }
}
