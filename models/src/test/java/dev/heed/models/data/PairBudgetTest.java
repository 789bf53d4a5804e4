package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairBudgetTest {
  @TempDir Path folder;

  private Dataset data(List<String> lines) {
    try {
      Path file = folder.resolve("data.csv");
      Files.write(file, lines);
      return Dataset.read(DataFile.of(file), DataPart.TRAINING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** So many texts of each label. */
  private LabelledTexts labels(int... counts) {
    List<String> lines = new ArrayList<>(List.of("text,label"));
    for (int l = 0; l < counts.length; l++) {
      for (int t = 0; t < counts[l]; t++) {
        lines.add("text %d of %d,label %d".formatted(t, l, l));
      }
    }
    return LabelledTexts.of(data(lines), "text", "label");
  }

  private AnchoredTexts pairs(String... lines) {
    List<String> all = new ArrayList<>(List.of("anchor,positive,negative"));
    all.addAll(List.of(lines));
    return AnchoredTexts.of(data(all), "anchor", "positive", "negative");
  }

  private static int[] lengths(TextPairs pairs, int each) {
    int[] lengths = new int[pairs.texts().size()];
    Arrays.fill(lengths, each);
    return lengths;
  }

  private static List<List<TextPair>> batches(TextPairs pairs, int size, int epoch) {
    return new PairBudget(1_000, size).batches(pairs, lengths(pairs, 5), 3, epoch);
  }

  /** No group and no text twice, at least two pairs. */
  private static void assertApart(List<List<TextPair>> batches, TextPairs pairs) {
    for (List<TextPair> batch : batches) {
      assertThat(batch).hasSizeGreaterThanOrEqualTo(2);
      assertThat(batch).extracting(TextPair::group).doesNotHaveDuplicates();
      assertThat(batch.stream().flatMapToInt(pair -> Arrays.stream(pair.texts())).map(pairs::key))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void noBatchHasTwoPairsOfOneLabelAndNoTextIsLeftOut() {
    LabelledTexts texts = labels(9, 3, 10, 7, 2, 10, 5);
    for (int epoch = 0; epoch < 20; epoch++) {
      List<List<TextPair>> batches = batches(texts, 4, epoch);
      assertApart(batches, texts);
      assertThat(batches.stream().flatMap(List::stream).map(TextPair::anchor))
          .as("epoch %d", epoch)
          .hasSize(46)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void pairsAreDrawnAnewByTheSeedAndTheEpochAndNothingElse() {
    LabelledTexts texts = labels(6, 6, 6, 6);
    assertThat(batches(texts, 3, 1)).isEqualTo(batches(texts, 3, 1));
    assertThat(batches(texts, 3, 1)).isNotEqualTo(batches(texts, 3, 2));
    Set<Integer> partners = new HashSet<>();
    for (int epoch = 0; epoch < 60; epoch++) {
      texts.pairs(3, epoch).stream()
          .filter(pair -> pair.anchor() == 8)
          .forEach(pair -> partners.add(pair.positive()));
    }
    assertThat(partners).containsExactlyInAnyOrder(6, 7, 9, 10, 11);
  }

  @Test
  void whatIsLeftOfOneLabelWaitsForTheNextEpoch() {
    LabelledTexts texts = labels(20, 2, 3);
    List<List<TextPair>> batches = batches(texts, 8, 0);
    assertApart(batches, texts);
    assertThat(batches).hasSize(5);
  }

  @Test
  void textsOfSeveralPairsAreNotTheirOwnNegatives() {
    AnchoredTexts pairs = pairs("a,x,", "A,y,", "b,x,z", "c,z,", "d,w,y", "e,v,", "f,X,v", "g,u,");
    for (int epoch = 0; epoch < 20; epoch++) {
      List<List<TextPair>> batches = batches(pairs, 4, epoch);
      assertApart(batches, pairs);
      assertThat(batches.stream().mapToInt(List::size).sum()).isGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void aBatchKeepsToItsTokens() {
    LabelledTexts texts = labels(4, 4, 4, 4, 4);
    List<List<TextPair>> batches = new PairBudget(35, 100).batches(texts, lengths(texts, 5), 3, 0);
    assertApart(batches, texts);
    assertThat(batches).allMatch(batch -> batch.size() <= 3);
    assertThatThrownBy(() -> new PairBudget(9, 100).batches(texts, lengths(texts, 5), 3, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("have 10 tokens together; expected at most 9");
  }

  @Test
  void whatNoPairCanBeMadeOfIsCounted() {
    LabelledTexts texts =
        LabelledTexts.of(
            data(List.of("text,label", "a,x", "b,x", " A,x", "c,y", "d,y", "d,x", "e,z")),
            "text",
            "label");
    assertThat(texts.alone()).containsExactly("z");
    assertThat(texts.duplicates()).isEqualTo(1);
    assertThat(texts.conflicting()).isEqualTo(1);
    assertThat(texts.size()).isEqualTo(5);
  }

  @Test
  void dataWithNothingToTellApartIsRefused() {
    assertThatThrownBy(() -> labels(5, 1, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("at least two labels that have two different texts, found 1");
    assertThatThrownBy(() -> pairs("a,x,", "b, X,"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("all 2 pairs have the same text");
    assertThatThrownBy(() -> pairs("a,x,", "b,B,"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "line 3, column 'positive': expected another text than in column 'anchor', found 'B'");
    assertThatThrownBy(() -> pairs("a,x,", "b,y,y"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column 'negative': expected another text than in column 'positive'");
    assertThatThrownBy(() -> pairs("a,x,", ",y,"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 3, column 'anchor': expected a text, found an empty cell");
  }
}
