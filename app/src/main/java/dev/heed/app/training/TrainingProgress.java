package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Paragraph;
import dev.heed.app.console.Progress;
import dev.heed.app.report.InspectionText;
import dev.heed.models.hub.ByteCount;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingPlan;
import dev.heed.models.train.TrainingResult;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a training will do and how far it is, on the standard error: a line of what it needs; a bar
 * on a terminal, with the steps, the time that is left, loss, tokens a second, and the last
 * validation; elsewhere a line now and then, and one for each validation.
 */
public final class TrainingProgress implements TrainingListener, AutoCloseable {
  /** Between lines where no terminal is: a log of hours stays short. */
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final Console console;
  private final boolean wanted;
  private final LongSupplier nanoTime;
  private final Pace pace = new Pace();
  private @Nullable Progress bar;
  private long steps;
  private long first;
  private long begun;
  private long spoke;
  private String validation = "";

  /**
   * Nothing is shown before the training begins.
   *
   * @param wanted whether the person wants to see it
   */
  public TrainingProgress(Console console, boolean wanted) {
    this(console, wanted, System::nanoTime);
  }

  TrainingProgress(Console console, boolean wanted, LongSupplier nanoTime) {
    this.console = console;
    this.wanted = wanted;
    this.nanoTime = nanoTime;
  }

  @Override
  public void started(TrainingPlan plan, long done) {
    steps = plan.steps();
    first = done;
    begun = nanoTime.getAsLong();
    spoke = begun;
    line(inWords(plan));
    if (console.terminal().err()) {
      bar = Progress.goingOn(console, wanted, "training", done, steps);
    } else if (done > 0) {
      line("goes on behind step %,d of %,d".formatted(done, steps));
    }
  }

  private static String inWords(TrainingPlan plan) {
    String all = InspectionText.count(plan.parameters());
    return "%s; learns %s parameters; needs about %s of memory"
        .formatted(
            Amount.of(plan.steps(), "step"),
            plan.learned() == plan.parameters()
                ? "all " + all
                : InspectionText.count(plan.learned()) + " of " + all,
            ByteCount.of(plan.memory().total()));
  }

  @Override
  public void stepped(StepReport report) {
    pace.add(report);
    if (bar != null) {
      bar.to(report.step(), note());
    } else if (nanoTime.getAsLong() - spoke >= PAUSE.toNanos()) {
      line(
          "step %,d of %,d, %s, %s left"
              .formatted(report.step(), steps, note(), left(report.step())));
    }
  }

  @Override
  public void validated(long step, Measurement measurement, boolean best) {
    String name = Paragraph.oneLine(measurement.name());
    validation = String.format(Locale.ROOT, ", %s %.3f", name, measurement.value());
    if (bar != null) {
      bar.to(step, note());
    } else {
      line(
          String.format(
              Locale.ROOT,
              "step %,d of %,d: %s %.4f%s%s",
              step,
              steps,
              name,
              measurement.value(),
              loss(measurement),
              best ? ", the best so far" : ""));
    }
  }

  /** Of equal values the one with the lower loss is the better one. */
  private static String loss(Measurement measurement) {
    return !measurement.name().equals("loss")
            && measurement.values().get("loss") instanceof Double loss
        ? String.format(Locale.ROOT, ", loss %.4f", loss)
        : "";
  }

  /** Loss, what the last validation found, and speed: a narrow terminal cuts the end. */
  private String note() {
    double speed = pace.tokensPerSecond();
    String loss = Double.isNaN(pace.loss()) ? "" : "loss " + Amount.significant(pace.loss());
    String tokens =
        Double.isFinite(speed) ? String.format(Locale.ROOT, ", %,.0f tokens/s", speed) : "";
    return loss + (bar == null ? "" : validation) + tokens;
  }

  private String left(long step) {
    double nanos = nanoTime.getAsLong() - begun;
    long seconds = Math.round(nanos * 1e-9 / Math.max(1, step - first) * (steps - step));
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private void line(String text) {
    if (wanted) {
      console.err().line("training: " + text);
      console.err().flush();
      spoke = nanoTime.getAsLong();
    }
  }

  @Override
  public void ended(TrainingResult result) {
    close();
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
