package dev.heed.gpu.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the backend logs while this is open; nobody else hears it. */
public final class HeardLog extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.heed.gpu.opencl");
  private final List<LogRecord> records = new ArrayList<>();

  public HeardLog() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }

  /** Its messages since the last call. */
  public synchronized List<String> messages() {
    List<String> messages = records.stream().map(LogRecord::getMessage).toList();
    records.clear();
    return messages;
  }
}
