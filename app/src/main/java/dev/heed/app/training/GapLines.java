package dev.heed.app.training;

import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.io.JsonLines;
import dev.heed.models.MaskedLanguageModel.Guess;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words that may fill the gaps of texts, as they are printed. */
public final class GapLines {
  private final Console console;
  private final @Nullable JsonLines objects;

  /**
   * @param objects null for lines that people read
   */
  public GapLines(Console console, @Nullable JsonLines objects) {
    this.console = console;
    this.objects = objects;
  }

  /** The gaps of one text, for each its likeliest words. */
  public void write(int index, String text, List<List<Guess>> gaps) {
    if (objects == null) {
      gaps.forEach(gap -> console.out().line(words(gap) + "\t" + Paragraph.oneLine(text)));
      return;
    }
    objects.writeObject(fields -> {
      fields.writeNumberProperty("index", index);
      fields.writeArrayPropertyStart("gaps");
      for (List<Guess> gap : gaps) {
        fields.writeStartArray();
        for (Guess guess : gap) {
          fields.writeStartObject();
          fields.writeStringProperty("word", guess.text());
          fields.writeNumberProperty("probability", guess.probability());
          fields.writeEndObject();
        }
        fields.writeEndArray();
      }
      fields.writeEndArray();
    });
  }

  private String words(List<Guess> gap) {
    return gap.stream()
        .map(guess ->
            String.format(
                Locale.ROOT, "%.4f %s", guess.probability(), console.style().bold(guess.text())))
        .collect(Collectors.joining("\t"));
  }
}
