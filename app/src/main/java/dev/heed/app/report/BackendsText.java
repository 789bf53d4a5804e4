package dev.heed.app.report;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Output;
import dev.heed.app.console.Style;
import dev.heed.app.console.Table;
import dev.heed.app.doctor.Diagnosis;
import dev.heed.app.doctor.Examination;
import dev.heed.app.doctor.Finding;
import dev.heed.app.doctor.Speed;
import dev.heed.engine.Availability;
import dev.heed.engine.Rejection;
import dev.heed.engine.Support;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The doctor's report for people. */
public final class BackendsText {
  private final Output out;
  private final Style style;
  private final String roleOfChosen;

  /**
   * @param roleOfChosen what to say beside the backend that is taken
   */
  public BackendsText(Output out, Style style, String roleOfChosen) {
    this.roleOfChosen = roleOfChosen;
    this.out = out;
    this.style = style;
  }

  public void print(List<Diagnosis> diagnoses, List<Rejection> broken) {
    out.line(
        "%s on Java %s (%s), %s %s, %s, Java heap up to %,d MiB"
            .formatted(
                style.bold("heed " + Version.number()),
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Amount.of(Runtime.getRuntime().availableProcessors(), "processor"),
                Runtime.getRuntime().maxMemory() >> 20));
    for (Diagnosis diagnosis : diagnoses) {
      out.line("");
      print(diagnosis);
    }
    for (Rejection entry : broken) {
      out.line("");
      out.line(style.cross() + " " + style.bold("broken entry") + "  " + entry.reason());
      out.line("    " + entry.remedy());
    }
  }

  private void print(Diagnosis diagnosis) {
    switch (diagnosis.availability()) {
      case Availability.Unavailable none -> {
        out.line(style.cross() + " " + style.bold(diagnosis.name()) + "  not available");
        out.line("    " + none.reason());
        out.line("    " + style.warning(style.arrow() + " " + none.remedy()));
      }
      case Availability.Available available -> {
        String role =
            diagnosis.chosen()
                ? style.good(roleOfChosen)
                : style.dim(
                    diagnosis.priority() < 0
                        ? "last resort: right, but slow"
                        : "--backend " + diagnosis.name());
        String sign =
            !diagnosis.isGood()
                ? style.cross()
                : diagnosis.isCompared()
                    ? style.tick()
                    : diagnosis.isExamined() ? style.warning("?") : style.dim("-");
        out.line(sign + " " + style.bold(diagnosis.name()) + "  " + role);
        diagnosis.examinations().forEach(this::print);
        for (Rejection refused : available.refused()) {
          out.line("    " + style.bad(refused.reason()));
          out.line("    " + style.warning(style.arrow() + " " + refused.remedy()));
        }
      }
    }
  }

  private void print(Examination examination) {
    if (examination.comparison() == Examination.Comparison.NOT_ASKED_FOR) {
      out.line(
          "    %s  %s"
              .formatted(style.accent(examination.device().id()), examination.device().name()));
      out.line(
          "    "
              + style.dim(
                  "taken, and examined, only when it is asked for: --backend "
                      + examination.device().id()));
      return;
    }
    out.line(
        "    %s  %s, %s, %s arithmetic"
            .formatted(
                style.accent(examination.device().id()),
                examination.device().name(),
                Amount.of(examination.options().threads(), "thread"),
                examination.options().compute().name().toLowerCase(Locale.ROOT)));
    if (examination.device().onRequest()) {
      out.line(
          "    "
              + style.dim(
                  "taken only when it is asked for: --backend " + examination.device().id()));
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (examination.options().threads() > processors) {
      out.line(
          "    "
              + style.warning(
                  "%s more threads than processors: they take turns, which is no faster than %s; leave out --threads and HEED_THREADS"
                      .formatted(style.arrow(), Amount.of(processors, "thread"))));
    }
    String attributes =
        examination.device().attributes().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining(", "));
    if (!attributes.isEmpty()) {
      out.line("    " + style.dim(attributes));
    }
    if (examination.tuning() != null) {
      new TuningText(out, style).print(examination.tuning());
    }
    Speed speed = examination.speed();
    if (speed != null) {
      printSpeed(speed);
    }
    if (examination.failure() != null) {
      out.line("    " + style.bad("failed: " + examination.failure()));
    }
    switch (examination.comparison()) {
      case DONE -> printFindings(examination.findings());
      case IS_REFERENCE -> out.line("    " + style.dim("what the others are compared with"));
      case NO_REFERENCE ->
          out.line("    " + style.warning("not compared: add heed-engine-cpu-reference"));
      case FAILED, NOT_ASKED_FOR -> {} // said above
    }
  }

  private void printSpeed(Speed speed) {
    out.line(
        "    matrix products %s   weights read %s"
            .formatted(
                style.bold(Amount.significant(speed.gigaflops()) + " GFLOP/s"),
                style.bold(Amount.significant(speed.gigabytes()) + " GB/s")));
    if (speed.ceiling().isEmpty()) {
      return;
    }
    out.line(
        "    one thread: %s of the multiply–add ceiling, %s GFLOP/s"
            .formatted(
                speed.paces().stream()
                    .map(pace -> "%s %.0f %%".formatted(pace.kernel(), 100 * pace.share()))
                    .collect(Collectors.joining(", ")),
                Amount.significant(speed.ceiling().getAsDouble())));
    if (!speed.isGood()) {
      String slow =
          speed.paces().stream()
              .filter(pace -> !pace.isGood())
              .map(
                  pace -> "%s (sound from %.0f %% on)".formatted(pace.kernel(), 100 * pace.floor()))
              .collect(Collectors.joining(", "));
      out.line(
          "    "
              + style.warning(
                  "%s fell off: %s. Run this again when the machine is quiet; if it stays, leave out JVM flags of your own, and then try another garbage collector or release of the JDK"
                      .formatted(style.arrow(), slow)));
    }
  }

  private void printFindings(List<Finding> findings) {
    Table table = new Table("    ", "lllr");
    table.row(
        "", style.dim("kernel family"), style.dim("runs as"), style.dim("distance to reference"));
    for (Finding finding : findings) {
      String sign =
          finding.isGood()
              ? style.tick()
              : finding.isUnsupported() ? style.dim("-") : style.cross();
      table.row(sign, finding.family(), runsAs(finding.support()), distance(finding));
    }
    table.print(out);
  }

  private static String runsAs(Support support) {
    return switch (support) {
      case Support.Dedicated(String kernel) -> kernel;
      case Support.Composed(String from) -> "composed of " + from;
      case Support.Unsupported(String why) -> "not supported: " + why;
    };
  }

  private String distance(Finding finding) {
    if (finding.isUnsupported()) {
      return "";
    }
    String text = String.format(Locale.ROOT, "%.1e", finding.error());
    return finding.isGood() ? text : style.bad(text);
  }
}
