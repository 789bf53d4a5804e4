package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableFeaturesTest {
  private static final Columns COLUMNS = Columns.of("text", "amount", "country");

  @TempDir Path folder;

  /** Mean 5, deviation 2: the example of Wikipedia's page "Standard deviation". */
  @Test
  void numbersAreStandardisedByTheTrainingData() {
    Dataset training = amounts("2", "4", "4", "4", "5", "5", "7", "9");
    TableFeatures features = TableFeatures.fit(training, List.of("amount"), List.of());
    assertThat(features.numeric().getFirst().mean()).isEqualTo(5);
    assertThat(features.numeric().getFirst().deviation()).isEqualTo(2);
    assertThat(features.encode(training.get(0))).containsExactly(-1.5f);
    assertThat(features.encode(amounts("15").get(0))).containsExactly(5);
  }

  /** Sums of squares would have no digit left. */
  @Test
  void aLargeMeanCostsNoDigits() {
    TableFeatures features =
        TableFeatures.fit(
            amounts("1000000004", "1000000007", "1000000013", "1000000016"),
            List.of("amount"),
            List.of());
    assertThat(features.numeric().getFirst().deviation())
        .isCloseTo(Math.sqrt(22.5), Offset.offset(1e-9));
  }

  @Test
  void categoriesAreOneHotWithAPlaceForOthers() {
    TableFeatures features =
        TableFeatures.fit(countries("SE", "DK", "SE", ""), List.of(), List.of("country"));
    assertThat(features.width()).isEqualTo(4);
    assertThat(features.encode(countries("").get(0))).containsExactly(1, 0, 0, 0);
    assertThat(features.encode(countries("DK").get(0))).containsExactly(0, 1, 0, 0);
    assertThat(features.encode(countries("SE").get(0))).containsExactly(0, 0, 1, 0);
    assertThat(features.encode(countries("NO").get(0))).containsExactly(0, 0, 0, 1);
  }

  @Test
  void numbersComeBeforeCategories() {
    Dataset training =
        Written.training(COLUMNS, List.of(List.of("a", "1", "SE"), List.of("b", "3", "DK")));
    TableFeatures features = TableFeatures.fit(training, List.of("amount"), List.of("country"));
    assertThat(features.encode(training.get(0))).containsExactly(-1, 0, 1, 0);
  }

  @Test
  void constantColumnsAreNamedAndGiveNothing() {
    Dataset training =
        Written.training(COLUMNS, List.of(List.of("a", "0.1", "SE"), List.of("b", "0.1", "SE")));
    TableFeatures features = TableFeatures.fit(training, List.of("amount"), List.of("country"));
    assertThat(features.constant()).containsExactly("amount", "country");
    assertThat(features.encode(amounts("7").get(0))[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1e999",
        "twelve",
        "1,5",
        "0x1p3",
        "1d",
        "1 2",
        "--1",
        "."
      })
  void whatIsNoNumberIsAnErrorWithItsPlace(String cell) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> TableFeatures.fit(amounts("1", cell, "2"), List.of("amount"), List.of()))
        .withMessage(
            "train.csv: line 3, column 'amount': expected a number, found '%s'".formatted(cell));
  }

  @Test
  void anEmptyCellIsNoNumber() {
    TableFeatures features = TableFeatures.fit(amounts("1", "2"), List.of("amount"), List.of());
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> features.encode(amounts(" ").get(0)))
        .withMessage("train.csv: line 2, column 'amount': expected a number, found an empty cell");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "+12", "12.", "12.0", " 12 ", "1.2e1", "120E-1"})
  void numbersMayBeWrittenInManyWays(String cell) {
    TableFeatures features = TableFeatures.fit(amounts("11", "13"), List.of("amount"), List.of());
    assertThat(features.encode(amounts(cell).get(0))).containsExactly(0);
  }

  @Test
  void numbersTooLargeToBeStandardisedAreAnError() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () -> TableFeatures.fit(amounts("1e300", "-1e300"), List.of("amount"), List.of()))
        .withMessageContaining("too large to be standardised");
  }

  @Test
  void aColumnOfIdsIsNoCategory() {
    String[] ids = IntStream.range(0, 5000).mapToObj(i -> "id" + i).toArray(String[]::new);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> TableFeatures.fit(countries(ids), List.of(), List.of("country")))
        .withMessage(
            "train.csv, column 'country': has 5,000 different values; expected categories, at most"
                + " 4,096");
  }

  @Test
  void onlyTrainingDataIsFitted() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() ->
            TableFeatures.fit(
                amounts("1", "2").as(DataPart.VALIDATION), List.of("amount"), List.of()))
        .withMessage(
            "train.csv: columns are fitted on training data alone; this is validation data");
  }

  @Test
  void whatIsSavedIsRead() {
    Dataset training =
        Written.training(COLUMNS, List.of(List.of("a", "0.1", "SE"), List.of("b", "0.7", "é\"")));
    TableFeatures features = TableFeatures.fit(training, List.of("amount"), List.of("country"));
    Path file = folder.resolve("columns.json");
    features.save(file);
    assertThat(TableFeatures.load(file)).isEqualTo(features);
  }

  private static Dataset amounts(String... amounts) {
    return Written.training(
        COLUMNS, Arrays.stream(amounts).map(amount -> List.of("some text", amount, "SE")).toList());
  }

  private static Dataset countries(String... countries) {
    return Written.training(
        COLUMNS,
        Arrays.stream(countries).map(country -> List.of("some text", "1", country)).toList());
  }
}
