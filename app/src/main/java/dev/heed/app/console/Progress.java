package dev.heed.app.console;

import java.text.DecimalFormat;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a long task is: a bar on the terminal while it lasts, gone afterwards. Nothing is shown
 * where no terminal is, or where the task is done at once.
 */
public final class Progress implements AutoCloseable {
  /** A bar that comes and goes within this time is flicker. */
  private static final Duration PATIENCE = Duration.ofMillis(600);

  private final Console console;
  private final boolean shown;
  private final String task;
  private final long first;
  private final long most;
  private final boolean bytes;
  private final long start = System.nanoTime();
  private @Nullable ProgressBar bar;

  private Progress(
      Console console, boolean shown, String task, long first, long most, boolean bytes) {
    this.console = console;
    this.shown = shown;
    this.task = task;
    this.first = first;
    this.most = most;
    this.bytes = bytes;
  }

  /**
   * Of a task that begins now.
   *
   * @param wanted whether the person wants to see it
   * @param most where it ends; −1 where that is not known
   */
  public static Progress of(Console console, boolean wanted, String task, long most) {
    return new Progress(console, wanted && console.terminal().err(), task, 0, most, false);
  }

  /**
   * Of a task of which a part was done before: the time that is left comes from the rest alone.
   *
   * @param wanted whether the person wants to see it
   * @param first how much was done before
   * @param most where it ends
   */
  public static Progress goingOn(
      Console console, boolean wanted, String task, long first, long most) {
    return new Progress(console, wanted && console.terminal().err(), task, first, most, false);
  }

  /**
   * Of bytes that come, with their speed and the time that is left.
   *
   * @param wanted whether the person wants to see it
   * @param first how many were there before
   * @param most where it ends
   */
  public static Progress ofBytes(
      Console console, boolean wanted, String task, long first, long most) {
    return new Progress(console, wanted && console.terminal().err(), task, first, most, true);
  }

  /** So much is done, of which {@code note} says something. */
  public void to(long done, String note) {
    if (!shown) {
      return;
    }
    if (bar == null && System.nanoTime() - start > PATIENCE.toNanos()) {
      bar = build();
    }
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(bytes ? " " + note : note); // a speed ends without a space
    }
  }

  /** Takes the bar away until its next change, for a message in its place. */
  public void makeRoom() {
    if (bar != null) {
      new TerminalLine(console).clear();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private ProgressBar build() {
    ProgressBarBuilder builder = new ProgressBarBuilder();
    if (bytes) {
      builder.setUnit("MB", 1_000_000).showSpeed(new DecimalFormat("0.0"));
    }
    return builder
        .setTaskName(task)
        .setInitialMax(most)
        .setStyle(
            console.terminal().unicode()
                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new TerminalLine(console))
        .startsFrom(first, Duration.ofNanos(System.nanoTime() - start))
        .clearDisplayOnFinish()
        .build();
  }

  /** The last line of the terminal, written again and again. */
  private record TerminalLine(Console console) implements ProgressBarConsumer {
    private static final String ERASE = "\r\u001b[K";

    @Override
    public int getMaxRenderedLength() {
      return console.terminal().width() - 1;
    }

    @Override
    public void accept(String rendered) {
      console.err().text(ERASE + rendered);
      console.err().flush();
    }

    @Override
    public void clear() {
      console.err().text(ERASE);
      console.err().flush();
    }

    @Override
    public void close() {}
  }
}
