package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewShotTest {
  private static final Columns COLUMNS = Columns.of("text", "label");
  private static final List<String> TEXT = List.of("text");

  /** Ten of each of five labels. */
  private static final Dataset DATA =
      Written.training(
          COLUMNS,
          IntStream.range(0, 50).mapToObj(i -> List.of("text " + i, "l" + i % 5)).toList());

  @Test
  void eachLabelHasAsManyExamples() {
    FewShot few = FewShot.sample(DATA, TEXT, "label", 3, 1);
    assertThat(LabelSet.fit(DATA, "label").counts(few.shots())).containsExactly(3, 3, 3, 3, 3);
    assertThat(few.fewer()).isEmpty();
  }

  @Test
  void whatIsNotDrawnIsTheRest() {
    FewShot few = FewShot.sample(DATA, TEXT, "label", 3, 1);
    assertThat(few.rest().size()).isEqualTo(35);
    assertThat(few.rest().examples()).doesNotContainAnyElementsOf(few.shots().examples());
  }

  @Test
  void moreShotsAreTheFewerAndOthers() {
    List<Example> three = FewShot.sample(DATA, TEXT, "label", 3, 1).shots().examples();
    List<Example> five = FewShot.sample(DATA, TEXT, "label", 5, 1).shots().examples();
    assertThat(five).containsAll(three);
  }

  @Test
  void aSampleIsAFunctionOfItsSeed() {
    assertThat(FewShot.sample(DATA, TEXT, "label", 3, 1))
        .isEqualTo(FewShot.sample(DATA, TEXT, "label", 3, 1))
        .isNotEqualTo(FewShot.sample(DATA, TEXT, "label", 3, 2));
  }

  @Test
  void aLabelWithFewerGivesAllAndIsNamed() {
    Dataset data =
        Written.training(COLUMNS, List.of(List.of("a", "x"), List.of("b", "y"), List.of("c", "y")));
    FewShot few = FewShot.sample(data, TEXT, "label", 2, 1);
    assertThat(few.shots().size()).isEqualTo(3);
    assertThat(few.fewer()).isEqualTo(Map.of("x", 1));
  }

  @Test
  void noTextIsDrawnTwiceOrLeftInTheRest() {
    Dataset data =
        Written.training(
            COLUMNS,
            List.of(List.of("a", "x"), List.of("A ", "x"), List.of("a", "x"), List.of("b", "y")));
    FewShot few = FewShot.sample(data, TEXT, "label", 2, 1);
    assertThat(few.shots().column("text")).containsExactly("a", "b");
    assertThat(few.rest().size()).isZero();
  }

  @Test
  void noShotsAreAnError() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> FewShot.sample(DATA, TEXT, "label", 0, 1))
        .withMessageContaining("at least 1 example");
  }

  @Test
  void anExampleCountsForAllOfItsLabels() {
    Dataset data =
        Written.training(
            COLUMNS,
            List.of(
                List.of("one", "a;b"),
                List.of("two", "a;b"),
                List.of("three", "a;b"),
                List.of("four", "a"),
                List.of("five", "a;c"),
                List.of("six", "")));
    LabelColumn column = new LabelColumn("label", ";");
    for (int seed = 0; seed < 20; seed++) {
      FewShot few = FewShot.sample(data, TEXT, column, 2, seed);
      assertThat(few.fewer()).isEqualTo(Map.of("c", 1));
      assertThat(LabelSet.fitSeveral(data, "label", ";").counts(few.shots()))
          .containsExactly(3, 2, 1);
      assertThat(few.rest().size()).isEqualTo(3);
    }
  }
}
