package dev.heed.app.console;

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
  private final long most;
  private final long start = System.nanoTime();
  private @Nullable ProgressBar bar;

  private Progress(Console console, boolean shown, String task, long most) {
    this.console = console;
    this.shown = shown;
    this.task = task;
    this.most = most;
  }

  /**
   * Of a task that begins now.
   *
   * @param wanted whether the person wants to see it
   * @param most where it ends; −1 where that is not known
   */
  public static Progress of(Console console, boolean wanted, String task, long most) {
    return new Progress(console, wanted && console.terminal().err(), task, most);
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
      bar.setExtraMessage(note);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private ProgressBar build() {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(most)
        .setStyle(
            console.terminal().unicode()
                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new TerminalLine(console))
        .startsFrom(0, Duration.ofNanos(System.nanoTime() - start))
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
