package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Panels.PANEL;

/**
 * {@link Panels} in 8 bits: each column of b, an output of a weight, is rounded to whole multiples
 * of a scale of its own, the 127th part of its greatest magnitude.
 */
public final class BytePanels {
  /** The greatest multiple; −128 is left out, so that both signs reach equally far. */
  private static final int MOST = 127;

  private BytePanels() {}

  /**
   * Rounds one column, to the nearest multiple, ties to even.
   *
   * @param column {@code depth} floats from {@code at} on
   * @param panels where element k goes to {@code to + k * PANEL}
   * @return the scale; 0 for a column of zeros. A column with a NaN or an infinity has a NaN, so
   *     that the output shows it
   */
  public static float round(float[] column, int at, int depth, byte[] panels, int to) {
    float greatest = 0;
    for (int k = 0; k < depth; k++) {
      greatest = Math.max(greatest, Math.abs(column[at + k]));
    }
    if (!Float.isFinite(greatest)) {
      return Float.NaN;
    }
    // In double: of the smallest floats the 127th part would be 0, or far off.
    double perUnit = greatest == 0 ? 0 : MOST / (double) greatest;
    for (int k = 0; k < depth; k++) {
      panels[to + k * PANEL] = (byte) Math.rint(column[at + k] * perUnit);
    }
    return greatest / MOST;
  }

  /** Multiples as floats. C2 makes vectors of this loop. */
  static void widen(byte[] from, int at, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[at + i];
    }
  }
}
