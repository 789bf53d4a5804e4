package dev.heed.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** Waits until nothing else runs, such as the build just before, or says that figures suffer. */
final class QuietMachine {
  /** A processor that is half busy. */
  private static final double QUIET = 0.5;

  /** The load is a mean over a minute: within three, that of a build has gone. */
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final DoubleSupplier load;
  private final Pause pause;
  private final PrintStream out;

  /** Lets time pass. */
  interface Pause {
    void of(Duration duration);
  }

  /**
   * A machine that is watched.
   *
   * @param load processes that wanted to run at a time during the last minute
   * @param out for people
   */
  QuietMachine(DoubleSupplier load, Pause pause, PrintStream out) {
    this.load = load;
    this.pause = pause;
    this.out = out;
  }

  static QuietMachine here() {
    return new QuietMachine(Machine::load, QuietMachine::sleep, System.err);
  }

  /** Waits for it to become quiet, and warns when it does not. */
  void await() {
    if (load.getAsDouble() > QUIET) {
      out.printf(
          Locale.ROOT,
          "The load of this machine is %.1f; waiting up to %d minutes for it to fall below %.1f.%n",
          load.getAsDouble(),
          LONGEST.toMinutes(),
          QUIET);
    }
    Duration waited = Duration.ZERO;
    while (load.getAsDouble() > QUIET && waited.compareTo(LONGEST) < 0) {
      pause.of(BETWEEN_LOOKS);
      waited = waited.plus(BETWEEN_LOOKS);
    }
    warn();
  }

  /** Says so where it is not quiet. */
  void warn() {
    if (load.getAsDouble() > QUIET) {
      out.printf(
          Locale.ROOT,
          "The load of this machine is %.1f: something else is running, and figures will suffer.%n",
          load.getAsDouble());
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the wait for a quiet machine was interrupted", e);
    }
  }
}
