package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TableOptionsTest {
  @Test
  void withoutFurtherArgumentsEverythingIsMeasuredAtLength() {
    TableOptions options = TableOptions.parse("gemm", "results", "zen4");
    assertThat(options.folder()).isEqualTo(Path.of("results"));
    assertThat(options.label()).isEqualTo("zen4");
    assertThat(options.effort()).isEqualTo(Effort.FULL);
    assertThat(options.wants("1×384→384")).isTrue();
    assertThat(options.command()).isEqualTo("bench/run gemm");
    assertThat(options.fileName()).isEqualTo("gemm");
  }

  @Test
  void aPartChoosesCasesAndShowsInTheFilesName() {
    TableOptions options = TableOptions.parse("ops", "results", "zen4", "linear", "128x");
    assertThat(options.wants("linear 128x384x384")).isTrue();
    assertThat(options.wants("softmax 128x512")).isFalse();
    assertThat(options.command()).isEqualTo("bench/run ops linear 128x");
    assertThat(options.fileName()).isEqualTo("ops-linear_128x");
  }

  /** So that nobody takes its figures for those of a measurement. */
  @Test
  void aQuickTableSaysSoInTheFilesName() {
    TableOptions options = TableOptions.parse("ops", "results", "zen4", "--quick");
    assertThat(options.effort()).isEqualTo(Effort.QUICK);
    assertThat(options.command()).isEqualTo("bench/run ops --quick");
    assertThat(options.fileName()).isEqualTo("ops-quick");
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableOptions.parse("ops", "results", "zen4", "--fast"))
        .withMessage("bench/run ops has no option --fast; there is --quick");
  }

  @Test
  void figuresThatAreShownComeFromSevenRoundsOrMore() {
    assertThat(Effort.FULL.rounds()).isGreaterThanOrEqualTo(7);
  }
}
