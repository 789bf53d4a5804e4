package dev.heed.engine;

/** How a backend would run an op: asked beforehand, never found out by catching. */
public sealed interface Support {
  /**
   * By a kernel of its own.
   *
   * @param kernel its name, for reports
   */
  record Dedicated(String kernel) implements Support {}

  /**
   * By several other ops: right, but slower than a kernel of its own could be.
   *
   * @param from the ops, such as {@code matMul + combine}
   */
  record Composed(String from) implements Support {}

  /**
   * Not at all; running it throws.
   *
   * @param why what is missing
   */
  record Unsupported(String why) implements Support {}
}
