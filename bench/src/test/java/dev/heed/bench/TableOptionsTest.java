package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TableOptionsTest {
  private static TableOptions parse(String table, String... typed) {
    List<String> arguments = new ArrayList<>(List.of("results", "zen4"));
    arguments.addAll(List.of(typed));
    return TableOptions.parse(table, arguments);
  }

  private static List<String> wanted(TableOptions options, String... names) {
    return options.wanted(List.of(names), Function.identity());
  }

  @Test
  void withoutFurtherArgumentsEverythingIsMeasuredAtLength() {
    TableOptions options = parse("gemm");
    assertThat(options.folder()).isEqualTo(Path.of("results"));
    assertThat(options.label()).isEqualTo("zen4");
    assertThat(options.effort()).isEqualTo(Effort.FULL);
    assertThat(wanted(options, "1×384→384", "1×384→1152")).hasSize(2);
    assertThat(options.command()).isEqualTo("bench/run gemm");
    assertThat(options.fileName()).isEqualTo("gemm");
  }

  @Test
  void aPartChoosesCasesAndShowsInTheFilesName() {
    TableOptions options = parse("ops", "linear", "128x");
    assertThat(wanted(options, "linear 128x384x384", "softmax 128x512"))
        .containsExactly("linear 128x384x384");
    assertThat(options.command()).isEqualTo("bench/run ops linear 128x");
    assertThat(options.fileName()).isEqualTo("ops-linear_128x");
  }

  /** A keyboard has no ×. */
  @Test
  void anXFindsATimesSign() {
    assertThat(wanted(parse("gemm", "128x384"), "128×384→384", "12×384→384"))
        .containsExactly("128×384→384");
    assertThat(wanted(parse("ops", "128×384"), "linear 128x384x384")).hasSize(1);
  }

  @Test
  void aPartThatNoNameHasIsAnErrorThatListsTheNames() {
    TableOptions options = parse("gemm", "7x7");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> wanted(options, "1×384→384", "12×384→384"))
        .withMessage("bench/run gemm has no case '7x7'; there are: 1×384→384, 12×384→384");
  }

  @Test
  void aTableWithoutCasesTakesNoPart() {
    assertThatCode(() -> parse("startup").requireNoPart()).doesNotThrowAnyException();
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse("startup", "heed").requireNoPart())
        .withMessage("bench/run startup has no cases to choose from; 'heed' chooses none");
  }

  /** So that nobody takes its figures for those of a measurement. */
  @Test
  void aQuickTableSaysSoInTheFilesName() {
    TableOptions options = parse("ops", "--quick");
    assertThat(options.effort()).isEqualTo(Effort.QUICK);
    assertThat(options.command()).isEqualTo("bench/run ops --quick");
    assertThat(options.fileName()).isEqualTo("ops-quick");
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse("ops", "--fast"))
        .withMessage("bench/run ops has no option --fast; there is --quick");
  }

  @Test
  void figuresThatAreShownComeFromSevenRoundsOrMore() {
    assertThat(Effort.FULL.rounds()).isGreaterThanOrEqualTo(7);
  }
}
