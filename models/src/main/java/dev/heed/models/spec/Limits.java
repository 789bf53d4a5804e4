package dev.heed.models.spec;

/**
 * The greatest sizes that a configuration may name: far above any model, and small enough that
 * products of two of them fit a long and three widths fit an int.
 */
final class Limits {
  static final int WIDTH = 1 << 20;
  static final int LAYERS = 1 << 12;
  static final int ROWS = 1 << 28;

  private Limits() {}
}
