package dev.heed.app.training;

import dev.heed.engine.error.HeedException;
import dev.heed.models.MaskedLanguageModel;
import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.save.TaskFile;
import dev.heed.models.spec.ModelException;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What 'heed train mlm' made of a model, and the columns that it read: answers for tables.
 *
 * @param task of the model
 */
public record MaskedTask(TaskFile task) {
  /** Guesses for each gap. */
  private static final int GUESSES = 5;

  /**
   * How well the model knows hidden words of the data's texts.
   *
   * @param cut hears how many texts are longer than what the model reads of them
   */
  public Metrics evaluate(MaskedLanguageModel model, Dataset data, LongConsumer cut) {
    List<String> first = data.column(task.texts().getFirst());
    return task.texts().size() == 1
        ? model.measure(first, cut)
        : model.measurePairs(first, data.column(task.texts().getLast()), cut);
  }

  /** The texts that have gaps. */
  public List<String> texts(Dataset data) {
    if (task.texts().size() > 1) {
      throw new HeedException(
          "the model was trained on pairs of texts, the columns %s; gaps are filled in single texts"
              .formatted(task.texts()));
    }
    return data.column(task.texts().getFirst());
  }

  /**
   * Refuses texts without a gap, before any is answered.
   *
   * @throws HeedException that names the first
   */
  public void requireGaps(MaskedLanguageModel model, Dataset data) {
    List<String> all = texts(data);
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).contains(model.mask())) {
        throw new HeedException(
            "%s: there is no %s in the text".formatted(data.get(i).place(), model.mask()));
      }
    }
  }

  /**
   * The likeliest words for each gap of an example's text.
   *
   * @param index of the example, for the error text
   */
  public List<List<MaskedLanguageModel.Guess>> fill(
      MaskedLanguageModel model, Dataset data, int index) {
    try {
      return model.fill(texts(data).get(index), GUESSES);
    } catch (ModelException e) {
      throw new HeedException("%s: %s".formatted(data.get(index).place(), e.getMessage()), e);
    }
  }
}
