package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final String TEXT = "Where is my new card, please?";

  @TempDir Path folder;

  @Test
  void aTextIsAFunctionOfSeedEpochAndExample() {
    Augmentation some =
        new Augmentation(List.of(new TextChange.Drop(0.3), new TextChange.Typo(0.3)), 7);
    String repeated = TEXT.repeat(20);
    String once = some.apply(repeated, DataPart.TRAINING, 3, 2);
    assertThat(some.apply(repeated, DataPart.TRAINING, 3, 2)).isEqualTo(once);
    assertThat(some.apply(repeated, DataPart.TRAINING, 4, 2)).isNotEqualTo(once);
    assertThat(some.apply(repeated, DataPart.TRAINING, 3, 3)).isNotEqualTo(once);
    assertThat(new Augmentation(some.changes(), 8).apply(repeated, DataPart.TRAINING, 3, 2))
        .isNotEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataPart.class,
      names = {"VALIDATION", "TEST"})
  void otherThanTrainingDataIsRefused(DataPart part) {
    Dataset data = Written.training(Columns.of("text"), List.of(List.of(TEXT))).as(part);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Augmentation.NONE.texts(data, "text", 0))
        .withMessage(
            "train.csv: texts are augmented on training data alone; this is %s data"
                .formatted(part));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Augmentation.NONE.apply(TEXT, part, 0, 0));
  }

  @Test
  void aRateOfNothingChangesNothing() {
    Synonyms synonyms = new Synonyms(Map.of("new", List.of("recent")));
    assertThat(
            of(
                "  a\tb \n",
                new TextChange.Drop(0),
                new TextChange.Swap(0),
                new TextChange.Typo(0),
                new TextChange.Replace(0, synonyms)))
        .isEqualTo("  a\tb \n");
  }

  @Test
  void oneWordIsNeverDropped() {
    assertThat(of(TEXT, new TextChange.Drop(1))).isEqualTo("Where");
    assertThat(of("", new TextChange.Drop(1))).isEmpty();
  }

  /** 10,000 words; the standard deviation of what is left is 46. */
  @Test
  void wordsAreDroppedAtTheirRate() {
    String left = of("word ".repeat(10_000), new TextChange.Drop(0.3));
    assertThat(left.split(" ")).hasSizeBetween(6800, 7200);
    assertThat(left).doesNotContain("  ");
  }

  @Test
  void neighboursAreExchanged() {
    assertThat(of("a b  c d e", new TextChange.Swap(1))).isEqualTo("b a  d c e");
  }

  /** What lies around g and H on a QWERTY keyboard. */
  @Test
  void aTypoIsANeighbourOnTheKeyboard() {
    assertThat(IntStream.range(0, 200).mapToObj(i -> typo("gg?", i)).distinct())
        .allMatch(text -> text.matches("[ftyhbv]g\\?|g[ftyhbv]\\?"))
        .hasSize(12);
    assertThat(IntStream.range(0, 200).mapToObj(i -> typo("H", i)).distinct())
        .containsExactlyInAnyOrder("G", "Y", "U", "J", "N", "B");
    assertThat(typo("12 é 日", 0)).isEqualTo("12 é 日");
  }

  /** Whatever is typed for a letter may have been meant for it. */
  @Test
  void neighboursAreNeighboursOfEachOther() {
    for (char a = 'a'; a <= 'z'; a++) {
      for (String b : near(a)) {
        assertThat(near(b.charAt(0))).as("%s of %s", b, a).contains(String.valueOf(a));
      }
    }
  }

  private static List<String> near(char letter) {
    return IntStream.range(0, 200)
        .mapToObj(i -> typo(String.valueOf(letter), i))
        .distinct()
        .toList();
  }

  @Test
  void synonymsComeFromAFileAndKeepPunctuationAndCapitals() {
    Path file = write("# of banks\nnew, recent , brand-new\n\ncard,credit card\n");
    TextChange change = new TextChange.Replace(1, Synonyms.load(file));
    assertThat(
            IntStream.range(0, 50)
                .mapToObj(i -> augmented("New (card), old.", i, change))
                .distinct())
        .containsExactlyInAnyOrder("Recent (credit card), old.", "Brand-new (credit card), old.");
  }

  @Test
  void aWordOfSeveralMeaningsHasThemAll() {
    Synonyms synonyms = Synonyms.load(write("fine,good\nfine,penalty\n"));
    assertThat(synonyms.of("Fine")).containsExactly("good", "penalty");
    assertThat(synonyms.of("good")).containsExactly("fine");
    assertThat(synonyms.of("bad")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"big,large\nhuge\n", "big,large\nhuge, ,\n", "big,large\nhuge;tall\n"})
  void aLineOfOneWordIsAnError(String text) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Synonyms.load(write(text)))
        .withMessageContaining("synonyms.txt: line 2: expected two or more words with commas");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aRateThatIsNoneIsAnError(double rate) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new TextChange.Typo(rate))
        .withMessageContaining("the rate of typo must be from 0 to 1");
  }

  private Path write(String text) {
    return Written.write(folder, "synonyms.txt", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String typo(String text, int example) {
    return augmented(text, example, new TextChange.Typo(1));
  }

  private static String of(String text, TextChange... changes) {
    return augmented(text, 0, changes);
  }

  private static String augmented(String text, int example, TextChange... changes) {
    return new Augmentation(List.of(changes), 5).apply(text, DataPart.TRAINING, example, 0);
  }
}
