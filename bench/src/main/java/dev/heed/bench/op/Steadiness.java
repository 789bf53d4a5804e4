package dev.heed.bench.op;

import dev.heed.bench.Timings;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The measurements of one side, and whether they are of the same thing. */
final class Steadiness {
  /** Noise takes a half; code that was compiled in between makes it five or twenty times faster. */
  static final double LARGEST_SPREAD = 3;

  private double[] millis = new double[0];

  /** Adds the measurements of a process. */
  void add(Timings more) {
    millis = DoubleStream.concat(Arrays.stream(millis), Arrays.stream(more.millis())).toArray();
  }

  /** Begins anew. */
  void forget() {
    millis = new double[0];
  }

  boolean isUnsteady() {
    return isUnsteady(timings());
  }

  static boolean isUnsteady(Timings timings) {
    return timings.max() > LARGEST_SPREAD * timings.min();
  }

  Timings timings() {
    return new Timings(millis);
  }
}
