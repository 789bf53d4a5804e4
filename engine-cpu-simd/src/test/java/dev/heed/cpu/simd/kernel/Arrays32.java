package dev.heed.cpu.simd.kernel;

import java.util.Arrays;
import java.util.Random;

/**
 * Seeded float arrays, and arrays in which a kernel must not touch what lies outside its window.
 */
final class Arrays32 {
  /** What lies outside a window; also what an output holds before. */
  static final float GUARD = -12345.678f;

  private Arrays32() {}

  /** Normal deviates. */
  static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static float[] guarded(int n) {
    float[] values = new float[n];
    Arrays.fill(values, GUARD);
    return values;
  }

  /** Everything but the window is still the guard. */
  static boolean isGuardIntact(float[] values, int from, int to) {
    for (int i = 0; i < values.length; i++) {
      if ((i < from || i >= to) && values[i] != GUARD) {
        return false;
      }
    }
    return true;
  }
}
