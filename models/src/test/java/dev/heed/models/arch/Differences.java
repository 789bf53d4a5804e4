package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

final class Differences {
  private Differences() {}

  /** Greatest difference of two values at one place; NaN where one is. */
  static double greatest(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double greatest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      // Once NaN it stays NaN, which is below no tolerance.
      greatest = Math.max(greatest, difference);
    }
    return greatest;
  }
}
