package dev.heed.app.training;

import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.io.JsonLines;
import dev.heed.models.Tagging;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The tags of texts, one text after the other, as they are printed. */
public final class TaggingLines {
  private final Console console;
  private final @Nullable JsonLines objects;
  private long count;
  private long cut;

  /**
   * @param objects null for lines that people read
   */
  public TaggingLines(Console console, @Nullable JsonLines objects) {
    this.console = console;
    this.objects = objects;
  }

  /** How many texts there were. */
  public long count() {
    return count;
  }

  /** How many of them were longer than the model takes. */
  public long cut() {
    return cut;
  }

  /**
   * The next text.
   *
   * @param entities whether the model's tags say where entities are
   */
  public void write(Tagging tagging, boolean entities) {
    long index = count++;
    cut += tagging.truncated() ? 1 : 0;
    if (objects != null) {
      objects.writeObject(fields -> {
        fields.writeNumberProperty("index", index);
        writeFields(fields, tagging, entities);
      });
    } else if (entities) {
      tagging.entities().forEach(entity -> console.out().line(line(index, entity)));
    } else {
      console.out().line(line(tagging.words()));
    }
  }

  private String line(long index, Tagging.Entity entity) {
    return String.format(Locale.ROOT, "%d\t%.4f", index + 1, entity.score())
        + "\t"
        + console.style().bold(entity.label())
        + "\t"
        + Paragraph.oneLine(entity.text());
  }

  private String line(List<Tagging.Word> words) {
    return words.stream()
        .map(word -> Paragraph.oneLine(word.text()) + "/" + console.style().bold(word.tag()))
        .collect(Collectors.joining(" "));
  }

  private static void writeFields(JsonGenerator fields, Tagging tagging, boolean entities) {
    fields.writeStringProperty("text", tagging.text());
    fields.writeArrayPropertyStart(entities ? "entities" : "words");
    if (entities) {
      for (Tagging.Entity entity : tagging.entities()) {
        write(
            fields,
            "label",
            entity.label(),
            entity.text(),
            entity.start(),
            entity.end(),
            entity.score());
      }
    } else {
      for (Tagging.Word word : tagging.words()) {
        write(fields, "tag", word.tag(), word.text(), word.start(), word.end(), word.score());
      }
    }
    fields.writeEndArray();
    fields.writeBooleanProperty("truncated", tagging.truncated());
  }

  private static void write(
      JsonGenerator fields,
      String kind,
      String label,
      String text,
      int start,
      int end,
      double score) {
    fields.writeStartObject();
    fields.writeStringProperty(kind, label);
    fields.writeStringProperty("text", text);
    fields.writeNumberProperty("start", start);
    fields.writeNumberProperty("end", end);
    fields.writeNumberProperty("score", score);
    fields.writeEndObject();
  }
}
