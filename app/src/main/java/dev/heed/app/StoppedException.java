package dev.heed.app;

/** The person stopped the work by Ctrl-C, and what there was of it has been printed. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped by Ctrl-C");
  }
}
