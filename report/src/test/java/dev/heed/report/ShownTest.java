package dev.heed.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "1250|1,250",
        "-3|−3",
        "0.5|0.5000",
        "12.3456|12.35",
        "0.00002|2e−5",
        "0.0000123456|1.235e−5",
        "12345678.9|1.235e7",
        "NaN|–",
        "Infinity|∞",
        "1e20|1e20"
      })
  void aNumberHasFourDigits(double value, String shown) {
    assertThat(Shown.number(value)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0.2|0.2", "1000|1000", "0.00005|5e−5", "-0.25|−0.25", "2000000|2e6"})
  void theLabelOfATickIsShort(double value, String shown) {
    assertThat(Shown.tick(value)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0.31|0.3 s", "59|59.0 s", "61|1 min 1 s", "7320|2 h 2 min", "NaN|–"})
  void secondsAreReadInTheirUnits(double seconds, String shown) {
    assertThat(Shown.seconds(seconds)).isEqualTo(shown);
  }

  @Test
  void aTextIsCutBetweenCharacters() {
    assertThat(Shown.shortened("😀😀😀", 2)).isEqualTo("😀…");
    assertThat(Shown.shortened("abc", 3)).isEqualTo("abc");
  }

  @Test
  void aLabelHasNothingUnseen() {
    assertThat(Shown.label("a\n\u202eb\u0000c", 10)).isEqualTo("a b c");
  }
}
