package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Columns COLUMNS = Columns.of("text", "label");
  private static final List<String> TEXT = List.of("text");
  private static final SplitShares SHARES = new SplitShares(0.7, 0.2, 0.1);

  @Test
  void eachExampleIsInOnePartAndEachPartKnowsWhatItIsFor() {
    Dataset data = random(1);
    Split split = Split.stratified(data, TEXT, "label", SHARES, 3);
    assertThat(split.parts().stream().flatMap(part -> part.examples().stream()))
        .containsExactlyInAnyOrderElementsOf(data.examples());
    assertThat(split.parts().stream().map(Dataset::part))
        .containsExactly(DataPart.TRAINING, DataPart.VALIDATION, DataPart.TEST);
  }

  @Test
  void noTextIsInTwoParts() {
    for (int seed = 0; seed < 50; seed++) {
      Split split = Split.stratified(random(seed), TEXT, "label", SHARES, seed);
      assertThat(Overlap.between(split.parts(), TEXT)).as("seed %d", seed).isEmpty();
      Set<String> seen = new HashSet<>();
      for (Dataset part : split.parts()) {
        Set<String> texts = new HashSet<>();
        part.column("text").forEach(text -> texts.add(text.strip().toLowerCase(Locale.ROOT)));
        assertThat(seen).as("seed %d", seed).doesNotContainAnyElementsOf(texts);
        seen.addAll(texts);
      }
    }
  }

  @Test
  void eachLabelHasItsShareOfEachPart() {
    Dataset data =
        Written.training(
            COLUMNS,
            IntStream.range(0, 1000).mapToObj(i -> List.of("text " + i, "l" + i % 7)).toList());
    Split split = Split.stratified(data, TEXT, "label", SHARES, 5);
    assertThat(split.parts().stream().map(Dataset::size)).containsExactly(700, 200, 100);
    LabelSet labels = LabelSet.fit(data, "label");
    double[] shares = {0.7, 0.2, 0.1};
    for (int p = 0; p < 3; p++) {
      for (int count : labels.counts(split.parts().get(p))) {
        assertThat((double) count).isCloseTo(shares[p] * 1000 / 7, within(2.0));
      }
    }
  }

  @Test
  void eachLabelIsInTraining() {
    for (int seed = 0; seed < 50; seed++) {
      Dataset data =
          Written.training(
              COLUMNS,
              IntStream.range(0, 9)
                  .mapToObj(i -> List.of("text " + i, "abbcccdef".substring(i, i + 1)))
                  .toList());
      Split split = Split.stratified(data, TEXT, "label", new SplitShares(0.2, 0.4, 0.4), seed);
      assertThat(new HashSet<>(split.training().column("label")))
          .isEqualTo(Set.of("a", "b", "c", "d", "e", "f"));
    }
  }

  @Test
  void aSplitIsAFunctionOfItsSeed() {
    Dataset data = random(2);
    assertThat(Split.stratified(data, TEXT, "label", SHARES, 1))
        .isEqualTo(Split.stratified(data, TEXT, "label", SHARES, 1))
        .isNotEqualTo(Split.stratified(data, TEXT, "label", SHARES, 2));
  }

  @Test
  void whatWasKeptTogetherIsCounted() {
    Dataset data =
        Written.training(
            COLUMNS,
            List.of(
                List.of("Where is my card?", "card"),
                List.of("where is  my card? ", "card"),
                List.of("Ｗhere is my card?", "lost"),
                List.of("hello", "greeting"),
                List.of("Hello", "greeting"),
                List.of("bye", "greeting")));
    assertThat(Split.stratified(data, TEXT, "label", SHARES, 1).duplicates())
        .isEqualTo(new Duplicates(2, 5, 1));
    assertThat(Duplicates.within(data, TEXT, "label")).isEqualTo(new Duplicates(2, 5, 1));
    assertThat(Duplicates.within(data, TEXT)).isEqualTo(new Duplicates(2, 5, 0));
  }

  @Test
  void aPairIsTheSameWhenBothTextsAre() {
    Dataset data =
        Written.training(
            Columns.of("question", "answer"),
            List.of(List.of("a", "b c"), List.of("a b", "c"), List.of("A", "B C")));
    assertThat(Duplicates.within(data, List.of("question", "answer")))
        .isEqualTo(new Duplicates(1, 2, 0));
  }

  @Test
  void withoutLabelsTheWholeHasItsShares() {
    Dataset data =
        Written.training(
            Columns.of("text", "score"),
            IntStream.range(0, 100).mapToObj(i -> List.of("text " + i, "" + i)).toList());
    Split split = Split.random(data, TEXT, SplitShares.withValidation(0.25), 1);
    assertThat(split.parts().stream().map(Dataset::size)).containsExactly(75, 25, 0);
  }

  @Test
  void sharesThatAreNoneAreAnError() {
    for (double[] shares :
        new double[][] {{0.5, 0.4, 0}, {0, 1, 0}, {1.5, -0.5, 0}, {Double.NaN, 0.5, 0.5}}) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> new SplitShares(shares[0], shares[1], shares[2]))
          .withMessageContaining("are not positive numbers that add up to 1");
    }
  }

  @Test
  void textsOfTwoFilesAreReportedWithTheirLines() {
    Dataset training = Written.training(COLUMNS, List.of(List.of("one", "a"), List.of("two", "b")));
    Dataset test =
        new Dataset(
            "test.csv",
            DataPart.TEST,
            COLUMNS,
            List.of(
                new Example(COLUMNS, List.of("three", "a"), new Place("test.csv", 2)),
                new Example(COLUMNS, List.of("TWO ", "b"), new Place("test.csv", 3))));
    List<Overlap> overlaps = Overlap.between(List.of(training, test), TEXT);
    assertThat(overlaps)
        .singleElement()
        .hasToString(
            "test.csv (test): examples with a text that train.csv (training) has as well: 1; by"
                + " lines, the first: 3 = 3");
    assertThat(overlaps.getFirst().examples()).isEqualTo(1);
  }

  /** 200 examples of some 60 texts, written in several ways. */
  private static Dataset random(long seed) {
    Random random = new Random(seed);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String text = "Text" + random.nextInt(100);
      rows.add(
          List.of(
              random.nextBoolean() ? text : " " + text.toUpperCase(Locale.ROOT),
              "l" + random.nextInt(5)));
    }
    return Written.training(COLUMNS, rows);
  }

  /** Labels that are frequent and rare, in sets that are mostly there once. */
  private static Dataset several(long seed) {
    Random random = new Random(seed);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      List<String> labels = new ArrayList<>();
      for (int l = 0; l < 12; l++) {
        if (random.nextInt(l + 2) == 0) {
          labels.add("l" + l);
        }
      }
      // Some texts are there twice.
      rows.add(List.of("text " + (i % 10 == 0 ? i / 2 : i), String.join(";", labels)));
    }
    return Written.training(COLUMNS, rows);
  }

  @Test
  void eachOfSeveralLabelsHasItsShareOfEachPart() {
    LabelColumn column = new LabelColumn("label", ";");
    for (int seed = 0; seed < 20; seed++) {
      Dataset data = several(seed);
      Split split = Split.stratified(data, TEXT, column, SHARES, seed);
      assertThat(split.parts().stream().flatMap(part -> part.examples().stream()))
          .containsExactlyInAnyOrderElementsOf(data.examples());
      assertThat(Overlap.between(split.parts(), TEXT)).isEmpty();
      assertThat(split).isEqualTo(Split.stratified(data, TEXT, column, SHARES, seed));
      LabelSet labels = LabelSet.fitSeveral(data, "label", ";");
      int[] all = labels.counts(data);
      double[] shares = {0.7, 0.2, 0.1};
      for (int p = 0; p < 3; p++) {
        int[] counts = labels.counts(split.parts().get(p));
        for (int l = 0; l < counts.length; l++) {
          assertThat((double) counts[l])
              .as("seed %d, part %d, label %s", seed, p, labels.labels().get(l))
              .isCloseTo(shares[p] * all[l], within(3 + 0.03 * all[l]));
        }
      }
    }
  }

  @Test
  void setsOfLabelsThatAreThereOnceArePartedAllTheSame() {
    List<List<String>> rows =
        IntStream.range(1, 256)
            .mapToObj(i ->
                List.of(
                    "text " + i,
                    String.join(
                        ";",
                        IntStream.range(0, 8)
                            .filter(bit -> (i >> bit & 1) == 1)
                            .mapToObj(bit -> "l" + bit)
                            .toList())))
            .toList();
    Dataset data = Written.training(COLUMNS, rows);
    Split split =
        Split.stratified(
            data, TEXT, new LabelColumn("label", ";"), SplitShares.withValidation(0.2), 1);
    assertThat(split.validation().size()).isBetween(48, 54);
    for (int count : LabelSet.fitSeveral(data, "label", ";").counts(split.validation())) {
      assertThat(count).isBetween(23, 28);
    }
  }

  @Test
  void theOnlyExampleOfALabelIsInTraining() {
    Dataset data =
        Written.training(
            COLUMNS,
            List.of(
                List.of("one", "a;b"),
                List.of("two", "a;c"),
                List.of("three", ""),
                List.of("four", "c;d")));
    for (int seed = 0; seed < 50; seed++) {
      Split split =
          Split.stratified(
              data, TEXT, new LabelColumn("label", ";"), new SplitShares(0.1, 0.9, 0), seed);
      assertThat(new LabelColumn("label", ";").all(split.training())).contains("a", "b", "c", "d");
    }
  }
}
