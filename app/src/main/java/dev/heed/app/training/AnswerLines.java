package dev.heed.app.training;

import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.io.JsonLines;
import dev.heed.models.Classification;
import dev.heed.models.Classification.LabelScore;
import dev.heed.models.spec.ProblemType;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The labels or numbers of texts, as they are printed. */
public final class AnswerLines {
  private static final String NONE = "-";

  private final Console console;
  private final @Nullable JsonLines objects;
  private final TunedModel model;

  /**
   * @param objects null for lines that people read
   * @param model that answers
   */
  public AnswerLines(Console console, @Nullable JsonLines objects, TunedModel model) {
    this.console = console;
    this.objects = objects;
    this.model = model;
  }

  /** The answer to one text. */
  public void write(int index, String text, Classification answer) {
    if (objects == null) {
      String numbers = joined(answer, score -> String.format(Locale.ROOT, "%.4f", score.score()));
      String labels =
          model.problem() == ProblemType.REGRESSION
              ? ""
              : joined(answer, score -> console.style().bold(score.label())) + "\t";
      console.out().line(numbers + "\t" + labels + Paragraph.oneLine(text));
      return;
    }
    objects.writeObject(fields -> {
      fields.writeNumberProperty("index", index);
      writeFields(fields, answer);
      fields.writeBooleanProperty("truncated", answer.truncated());
    });
  }

  private String joined(Classification answer, Function<LabelScore, String> part) {
    List<LabelScore> chosen = model.chosen(answer);
    return chosen.isEmpty()
        ? NONE
        : chosen.stream().map(part).collect(Collectors.joining(model.separator()));
  }

  private void writeFields(JsonGenerator fields, Classification answer) {
    switch (model.problem()) {
      case REGRESSION -> {
        fields.writeNumberProperty("value", answer.best().score());
        return;
      }
      case SINGLE_LABEL -> fields.writeStringProperty("label", answer.best().label());
      case MULTI_LABEL -> {
        fields.writeArrayPropertyStart("labels");
        model.chosen(answer).forEach(score -> fields.writeString(score.label()));
        fields.writeEndArray();
      }
    }
    fields.writeObjectPropertyStart("probabilities");
    for (LabelScore score : answer.scores()) {
      fields.writeNumberProperty(score.label(), score.score());
    }
    fields.writeEndObject();
  }
}
