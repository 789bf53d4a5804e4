package dev.heed.app.console;

import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;

/**
 * Where log records of this process go. The engine logs through {@link System.Logger}; the command
 * line shows warnings as one line on the standard error, and more with {@code --debug}.
 */
public final class LogLines {
  private static volatile Level threshold = Level.WARNING;
  private static volatile BiConsumer<Level, String> sink = LogLines::toStandardError;

  private LogLines() {}

  /** Sends records of at least this level there. */
  public static void to(BiConsumer<Level, String> newSink, Level newThreshold) {
    sink = newSink;
    threshold = newThreshold;
  }

  /** Below a warning only Heed's own records: the JDK notes each {@code System.exit}, too. */
  static boolean isLoggable(String logger, Level level) {
    Level least = logger.startsWith("dev.heed") ? threshold : Level.WARNING;
    return level != Level.OFF && level.getSeverity() >= least.getSeverity();
  }

  static void publish(Level level, String message) {
    sink.accept(level, message);
  }

  private static void toStandardError(Level level, String message) {
    System.err.println("heed: " + level.getName() + ": " + message);
  }
}
