package dev.heed.app;

import dev.heed.app.console.ClosedOutputException;
import dev.heed.app.report.ExitCode;
import dev.heed.app.report.Messages;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;

/** From what was thrown to what the person reads and the shell gets. */
final class Failures {
  private Failures() {}

  /** Reports the failure and gives the exit code. */
  static ExitCode report(Throwable thrown, Messages messages) {
    ExitCode code = exitCode(thrown);
    if (code == ExitCode.OUTPUT_CLOSED || code == ExitCode.INTERRUPTED) {
      return code; // who did that knows
    }
    try {
      messages.error(text(thrown, code), code, thrown);
    } catch (ClosedOutputException e) {
      return ExitCode.OUTPUT_CLOSED;
    }
    return code;
  }

  private static ExitCode exitCode(Throwable thrown) {
    return switch (thrown) {
      case ClosedOutputException e -> ExitCode.OUTPUT_CLOSED;
      case StoppedException e -> ExitCode.INTERRUPTED;
      case BackendUnavailableException e -> ExitCode.NO_BACKEND;
      case MemoryLimitException e -> ExitCode.NO_MEMORY;
      case OutOfMemoryError e -> ExitCode.NO_MEMORY;
      case HeedException e -> ExitCode.FAILED;
      default -> ExitCode.BUG;
    };
  }

  private static String text(Throwable thrown, ExitCode code) {
    if (thrown instanceof OutOfMemoryError) {
      return "the Java heap of %,d MiB is full (%s); give it more: JDK_JAVA_OPTIONS=-Xmx8g heed …"
          .formatted(Runtime.getRuntime().maxMemory() >> 20, thrown.getMessage());
    }
    return code == ExitCode.BUG
        ? "internal error: " + thrown + "; please report it, with what --debug prints"
        : String.valueOf(thrown.getMessage());
  }
}
