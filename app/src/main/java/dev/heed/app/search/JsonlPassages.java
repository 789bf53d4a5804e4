package dev.heed.app.search;

import dev.heed.app.io.FileException;
import dev.heed.app.io.JsonText;
import dev.heed.app.io.Utf8Lines;
import org.jspecify.annotations.Nullable;

/** A passage a line, in a field of a JSON object. */
final class JsonlPassages implements PassageReader {
  private final Utf8Lines lines;
  private final String field;

  JsonlPassages(Utf8Lines lines, String field) {
    this.lines = lines;
    this.field = field;
  }

  @Override
  public @Nullable Passage next() {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      String place = "%s, line %,d".formatted(lines.name(), lines.lineNumber());
      String text = JsonText.field(line, field, place);
      if (text == null) {
        throw new FileException(
            "%s: the object has no text in the field '%s'; choose another with --field"
                .formatted(place, field));
      }
      if (!text.isBlank()) {
        return new Passage(lines.lineNumber(), text.strip());
      }
    }
    return null;
  }
}
