package dev.heed.models.data;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Changes the texts of training data a little, each epoch otherwise, so that few examples teach
 * more. What a text becomes is a function of the seed, the epoch and the example's number. Never
 * applied to other data: what is measured must be what was written.
 *
 * @param changes made one after the other
 * @param seed of all epochs
 */
public record Augmentation(List<TextChange> changes, long seed) {
  /** Texts as they are. */
  public static final Augmentation NONE = new Augmentation(List.of(), 0);

  /** Copies the list. */
  public Augmentation {
    changes = List.copyOf(changes);
  }

  /**
   * The texts of a column in one epoch, example by example.
   *
   * @param epoch from 0
   * @throws DataException if the data is not for training, or there is no such column
   */
  public List<String> texts(Dataset training, String column, int epoch) {
    training.forTraining("texts are augmented");
    List<String> texts = training.column(column);
    return IntStream.range(0, texts.size())
        .mapToObj(i -> apply(texts.get(i), DataPart.TRAINING, i, epoch))
        .toList();
  }

  /**
   * One text in one epoch.
   *
   * @param part what it is for
   * @param example its number, from 0
   * @param epoch from 0
   * @throws DataException if it is not for training
   */
  public String apply(String text, DataPart part, int example, int epoch) {
    if (part != DataPart.TRAINING) {
      throw new DataException(
          "texts of training data alone are augmented; this is %s data".formatted(part));
    }
    Draws draws = new Draws(seed, Draws.Use.AUGMENTATION, ((long) epoch << Integer.SIZE) + example);
    Words words = Words.of(text);
    for (TextChange change : changes) {
      TextChanges.apply(change, words, draws);
    }
    return changes.isEmpty() ? text : words.text();
  }

  /** Such as {@code drop 0.1, typo 0.05}: for people. */
  public String inWords() {
    return changes.stream()
        .map(change ->
            switch (change) {
              case TextChange.Drop drop -> "drop " + drop.rate();
              case TextChange.Swap swap -> "swap " + swap.rate();
              case TextChange.Typo typo -> "typo " + typo.rate();
              case TextChange.Replace replace -> "synonyms " + replace.rate();
            })
        .collect(Collectors.joining(", "));
  }
}
