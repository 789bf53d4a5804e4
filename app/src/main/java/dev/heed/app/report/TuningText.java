package dev.heed.app.report;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Output;
import dev.heed.app.console.Style;
import dev.heed.app.console.Table;
import dev.heed.engine.TuningVerdict;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What tuning chose, for people. */
record TuningText(Output out, Style style) {
  private static final String INDENT = "    ";

  void print(List<TuningVerdict> verdicts) {
    if (verdicts.isEmpty()) {
      out.line(INDENT + "nothing to tune: the backend has one kernel for each kind of work");
      return;
    }
    Table table = new Table(INDENT, "llrrrr");
    table.row(
        style.dim("tuned"),
        style.dim("fastest"),
        style.dim("speed"),
        style.dim("over the default"),
        style.dim("tried"),
        style.dim("refused"));
    for (TuningVerdict verdict : verdicts) {
      table.row(
          verdict.what(),
          verdict.chosen(),
          speed(verdict),
          gain(verdict),
          String.valueOf(verdict.tried()),
          String.valueOf(verdict.refused()));
    }
    table.print(out);
    List<String> kept =
        verdicts.stream().map(TuningVerdict::keptIn).filter(Objects::nonNull).distinct().toList();
    kept.forEach(place -> out.line(INDENT + style.dim("kept in " + place)));
    if (verdicts.stream().anyMatch(verdict -> verdict.keptIn() == null)) {
      out.line(
          INDENT
              + style.warning(style.arrow() + " not kept: the next run uses the defaults again"));
    }
  }

  /** In the units of the other speeds: a multiply–add is two operations. */
  private static String speed(TuningVerdict verdict) {
    return switch (verdict.unit()) {
      case MULTIPLY_ADDS -> Amount.significant(2 * verdict.perSecond() / 1e9) + " GFLOP/s";
      case BYTES -> Amount.significant(verdict.perSecond() / 1e9) + " GB/s";
    };
  }

  private String gain(TuningVerdict verdict) {
    if (!verdict.isChange()) {
      return "is the default";
    }
    return Double.isNaN(verdict.gain())
        ? "default does not run"
        : style.good(String.format(Locale.ROOT, "%.2f times", verdict.gain()));
  }
}
