package dev.heed.app.training;

import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.io.JsonLines;
import dev.heed.models.Classification;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The labels or numbers of texts, as they are printed. */
public final class AnswerLines {
  private final Console console;
  private final @Nullable JsonLines objects;
  private final boolean numbers;

  /**
   * @param objects null for lines that people read
   * @param numbers true where an answer is a number, not a label
   */
  public AnswerLines(Console console, @Nullable JsonLines objects, boolean numbers) {
    this.console = console;
    this.objects = objects;
    this.numbers = numbers;
  }

  /** The answer to one text. */
  public void write(int index, String text, Classification answer) {
    if (objects == null) {
      String number = String.format(Locale.ROOT, "%.4f", answer.best().score());
      String label = numbers ? "" : console.style().bold(answer.best().label()) + "\t";
      console.out().line(number + "\t" + label + Paragraph.oneLine(text));
      return;
    }
    objects.writeObject(fields -> {
      fields.writeNumberProperty("index", index);
      if (numbers) {
        fields.writeNumberProperty("value", answer.best().score());
        return;
      }
      fields.writeStringProperty("label", answer.best().label());
      fields.writeObjectPropertyStart("probabilities");
      for (Classification.LabelScore score : answer.scores()) {
        fields.writeNumberProperty(score.label(), score.score());
      }
      fields.writeEndObject();
    });
  }
}
