package dev.heed.engine;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The warnings that the engine logs while this is open; nobody else sees them. */
final class Warnings extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.heed.engine");
  private final List<String> texts = new ArrayList<>();

  Warnings() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  List<String> texts() {
    return texts;
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().equals(Level.WARNING)) {
      texts.add(MessageFormat.format(record.getMessage(), record.getParameters()));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
