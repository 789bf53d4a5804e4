package dev.heed.gpu.opencl.cl;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one owner of a handle: released once, and of no use afterwards. A release that the driver
 * refuses is logged: whoever closes has more to close.
 */
abstract class ClObject implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.heed.gpu.opencl");

  private final AtomicBoolean open = new AtomicBoolean(true);

  /** Gives the handle back. */
  protected abstract void release();

  /** What this is, for the log. */
  protected abstract String what();

  /** False once it has been closed. */
  public final boolean isOpen() {
    return open.get();
  }

  /** A second close does nothing. */
  @Override
  public final void close() {
    if (open.compareAndSet(true, false)) {
      release(what(), this::release);
    }
  }

  /** Gives a handle back; where the driver refuses, that is logged. */
  static void release(String what, Runnable release) {
    try {
      release.run();
    } catch (ClError e) {
      LOG.log(System.Logger.Level.WARNING, "could not release " + what, e);
    }
  }

  final void refuseIfClosed() {
    if (!open.get()) {
      throw new IllegalStateException(what() + " is closed");
    }
  }
}
