package dev.heed.models.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.tensor.Layout;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Layout WHOLE = Layout.of(4, 6);

  @Test
  void aDenseLayoutIsOneRangeHoweverItIsCut() {
    assertThat(Places.of(Layout.of(4, 2, 3))).hasToString("[[0, 24)]");
    assertThat(Places.of(WHOLE.slice(0, 1, 3))).hasToString("[[6, 18)]");
    assertThat(Places.of(Layout.of(4, 0)).isEmpty()).isTrue();
  }

  @Test
  void columnsThatTouchMakeTheWhole() {
    Places left = Places.of(WHOLE.slice(1, 0, 2));
    Places right = Places.of(WHOLE.slice(1, 2, 6));
    assertThat(left.meets(right)).isFalse();
    assertThat(left.or(right)).isEqualTo(Places.of(WHOLE));
    assertThat(Places.of(WHOLE).without(left)).isEqualTo(right);
  }

  @Test
  void whatIsLeftOfAWholeIsFewLayouts() {
    Places left = Places.of(WHOLE).without(Places.of(WHOLE.slice(1, 1, 5)));
    // The last column of a row and the first of the next are one range; two ends stand alone.
    assertThat(left.layouts())
        .containsExactly(
            Layout.of(1, 1),
            Layout.strided(5, new int[] {3, 2}, new long[] {6, 1}),
            Layout.strided(23, new int[] {1, 1}, new long[] {1, 1}));
  }

  @Test
  void setsOfRangesAreSetsOfElements() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      Layout one = drawn(random);
      Layout two = drawn(random);
      Places first = Places.of(one);
      Places second = Places.of(two);
      BitSet both = elements(one);
      both.and(elements(two));
      assertThat(elements(first.and(second))).isEqualTo(both);
      assertThat(first.meets(second)).isEqualTo(!both.isEmpty());
      BitSet either = elements(one);
      either.or(elements(two));
      assertThat(elements(first.or(second))).isEqualTo(either);
      BitSet rest = elements(one);
      rest.andNot(elements(two));
      assertThat(elements(first.without(second))).isEqualTo(rest);
    }
  }

  /** A part of [3, 4, 5, 6] in some order of its dimensions. */
  private static Layout drawn(SplittableRandom random) {
    Layout layout = Layout.of(3, 4, 5, 6);
    for (int d = 0; d < 4; d++) {
      int from = random.nextInt(layout.size(d));
      layout = layout.slice(d, from, from + random.nextInt(layout.size(d) - from + 1));
    }
    return random.nextBoolean() ? layout.permute(1, 2, 0, 3) : layout;
  }

  private static BitSet elements(Places places) {
    BitSet elements = new BitSet();
    places.layouts().forEach(layout -> elements.or(elements(layout)));
    return elements;
  }

  private static BitSet elements(Layout layout) {
    BitSet elements = new BitSet();
    for (int row = 0; layout.elements() > 0 && row < layout.rows(); row++) {
      int start = Math.toIntExact(layout.rowOffset(row));
      elements.set(start, start + layout.width());
    }
    return elements;
  }
}
