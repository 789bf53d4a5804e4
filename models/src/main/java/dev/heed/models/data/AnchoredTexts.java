package dev.heed.models.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs that the data gives, such as questions and their answers: each once an epoch. The group of
 * a pair is what its positive comes to.
 */
public final class AnchoredTexts implements TextPairs {
  private final List<String> texts = new ArrayList<>();
  private final List<Integer> keys = new ArrayList<>();
  private final BitSet anchors = new BitSet();
  private final List<TextPair> pairs = new ArrayList<>();

  private AnchoredTexts() {}

  /**
   * Of training data.
   *
   * @param anchor the column of anchors, such as questions
   * @param positive the column of texts that belong to them
   * @param negative the column of texts that do not, empty where a pair has none; null for no such
   *     column
   * @throws DataException if there are no such columns, an anchor or positive is empty, two texts
   *     of an example are the same, or there are fewer than two different pairs
   */
  public static AnchoredTexts of(
      Dataset data, String anchor, String positive, @Nullable String negative) {
    data.forTraining("pairs are learned");
    AnchoredTexts made = new AnchoredTexts();
    TextKeys numbers = new TextKeys();
    for (int e = 0; e < data.size(); e++) {
      Example example = data.get(e);
      int first = made.add(TextKeys.text(example, anchor), numbers);
      made.anchors.set(first);
      int second = made.add(TextKeys.text(example, positive), numbers);
      made.refuseEqual(example, first, second, anchor, positive);
      int third = TextPair.NONE;
      if (negative != null && !example.get(negative).isBlank()) {
        third = made.add(example.get(negative), numbers);
        made.refuseEqual(example, first, third, anchor, negative);
        made.refuseEqual(example, second, third, positive, negative);
      }
      made.pairs.add(new TextPair(first, second, third, made.keys.get(second), e));
    }
    if (made.pairs.stream().mapToInt(TextPair::group).distinct().count() < 2) {
      throw new DataException(
          "%s, column %s: all %,d pairs have the same text there; expected others that it is told apart from"
              .formatted(data.name(), Shown.of(positive), data.size()));
    }
    return made;
  }

  private int add(String text, TextKeys numbers) {
    texts.add(text);
    keys.add(numbers.of(text));
    return texts.size() - 1;
  }

  private void refuseEqual(Example example, int first, int second, String one, String other) {
    if (keys.get(first).equals(keys.get(second))) {
      throw example
          .place()
          .error(
              other,
              "expected another text than in column %s, found %s"
                  .formatted(Shown.of(one), Shown.of(texts.get(second))));
    }
  }

  @Override
  public List<String> texts() {
    return List.copyOf(texts);
  }

  @Override
  public int key(int text) {
    return keys.get(text);
  }

  /** True for a text that asks, as an anchor does. */
  public boolean isAnchor(int text) {
    return anchors.get(text);
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public List<TextPair> pairs(long seed, int epoch) {
    return List.copyOf(pairs);
  }
}
