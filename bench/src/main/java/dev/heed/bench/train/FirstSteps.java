package dev.heed.bench.train;

import java.util.Locale;

/**
 * Losses and norms of gradients of the first steps.
 *
 * @param figures loss and norm of each step
 */
record FirstSteps(float[] figures) {
  /**
   * How far apart, relatively, two engines in single precision may be. In its first steps Adam
   * divides a gradient by its own size, so that elements whose gradients are all rounding move by
   * as much as the others.
   */
  private static final double CLOSE_LOSS = 1e-3;

  private static final double CLOSE_NORM = 1e-2;

  /** Throws unless these are the steps that Heed takes. */
  void requireLike(FirstSteps heed, String engine) {
    if (figures.length != heed.figures.length) {
      throw new IllegalStateException(
          "%s took %d steps, Heed %d"
              .formatted(engine, figures.length / 2, heed.figures.length / 2));
    }
    double greatest = 0;
    for (int f = 0; f < figures.length; f++) {
      double difference =
          Math.abs((double) figures[f] - heed.figures[f]) / Math.abs(heed.figures[f]);
      double most = f % 2 == 0 ? CLOSE_LOSS : CLOSE_NORM;
      if (!(difference <= most)) {
        throw new IllegalStateException(
            "%s and Heed compute different things: before step %d the %s is %g and %g"
                .formatted(
                    engine,
                    f / 2 + 1,
                    f % 2 == 0 ? "loss" : "norm of gradients",
                    figures[f],
                    heed.figures[f]));
      }
      greatest = f % 2 == 0 ? Math.max(greatest, difference) : greatest;
    }
    System.out.printf(
        Locale.ROOT,
        "  %s: losses %.4f to %.4f, as Heed's within %.1e%n",
        engine,
        figures[0],
        figures[figures.length - 2],
        greatest);
  }
}
