package dev.heed.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleTest {
  @ParameterizedTest
  @CsvSource({
    "0,    '    '",
    "1,    '████'",
    "0.5,  '██  '",
    "0.53, '██▏ '",
    "-1,   '    '",
    "7,    '████'",
    "NaN,  '    '"
  })
  void aBarIsAsLongAsItsShare(double share, String bar) {
    assertThat(Style.PLAIN.bar(share, 4)).isEqualTo(bar);
  }

  @ParameterizedTest
  @CsvSource({"0, '    '", "0.5, '##  '", "0.9, '####'"})
  void withoutUnicodeABarIsOfHashes(double share, String bar) {
    assertThat(new Style(false, false).bar(share, 4)).isEqualTo(bar);
  }
}
