package dev.heed.testkit.cases;

/** How many cases a backend goes through. */
public enum Grid {
  /** Every case. */
  FULL,
  /**
   * About one case in eight of each op, for a variant that runs emulated, such as a vector width
   * that the processor lacks.
   */
  REDUCED
}
