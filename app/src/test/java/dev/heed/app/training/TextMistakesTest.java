package dev.heed.app.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.data.Columns;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Example;
import dev.heed.models.data.Place;
import dev.heed.report.Mistake;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextMistakesTest {
  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final List<String> TEXTS = List.of("title", "body");
  private static final Dataset DATA = data();

  private static Dataset data() {
    Columns columns = new Columns(TEXTS);
    return new Dataset(
        "data",
        DataPart.TEST,
        columns,
        Stream.of("one", "two", "three")
            .map(text -> new Example(columns, List.of(text, "of " + text), new Place("data", 1)))
            .toList());
  }

  @Test
  void theSurestComesFirstWithAllOfItsText() {
    double[][] probabilities = {{0.6, 0.3, 0.1}, {0.8, 0.1, 0.1}, {0.05, 0.05, 0.9}};
    assertThat(TextMistakes.ofLabels(DATA, TEXTS, List.of("b", "a", "a"), probabilities, LABELS))
        .containsExactly(
            new Mistake("three | of three", "a", "c", 0.9),
            new Mistake("one | of one", "b", "a", 0.6));
  }

  @Test
  void ofSeveralLabelsTheMostThatIsWrongComesFirst() {
    double[][] probabilities = {{0.9, 0.2, 0.1}, {0.9, 0.9, 0.1}, {0.4, 0.1, 0.1}};
    List<Set<String>> truth = List.of(Set.of("a"), Set.of("c"), Set.of("a"));
    assertThat(TextMistakes.ofSeveral(DATA, TEXTS, truth, probabilities, LABELS))
        .containsExactly(
            new Mistake("two | of two", "c", "a; b", Double.NaN),
            new Mistake("three | of three", "a", "none", Double.NaN));
  }

  @Test
  void ofNumbersTheFurthestComesFirst() {
    assertThat(
            TextMistakes.ofNumbers(
                DATA, TEXTS, List.of("1", " 2.5", "3"), new double[] {1, 2, 5.25}))
        .containsExactly(
            new Mistake("three | of three", "3", "5.250", Double.NaN),
            new Mistake("two | of two", "2.5", "2.000", Double.NaN));
  }
}
