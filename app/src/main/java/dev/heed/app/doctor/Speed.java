package dev.heed.app.doctor;

import dev.heed.engine.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How fast a backend is at what Transformers do most, and how much of what the device could do that
 * is. The latter on one thread: several share a clock, memory and perhaps cores, and their ceiling
 * is not theirs together.
 *
 * @param gigaflops 10⁹ multiplications and additions a second of all threads, in products of many
 *     rows
 * @param gigabytes 10⁹ bytes of weights a second that all threads read in products of one row
 * @param ceiling 10⁹ multiplications and additions a second that one thread could do; empty where
 *     the backend does not measure it
 * @param paces of the kernels whose inner loops differ; empty where there is no ceiling
 */
public record Speed(double gigaflops, double gigabytes, OptionalDouble ceiling, List<Pace> paces) {
  public Speed {
    paces = List.copyOf(paces);
  }

  /**
   * Measures all; takes about eight seconds.
   *
   * @param all the backend
   * @param alone the same with one thread
   * @param each called before each run
   */
  public static Speed measure(Backend all, Backend alone, Runnable each) {
    List<Load> loops = Load.loops(alone.options().compute());
    List<Double> speeds = new ArrayList<>();
    OptionalDouble ceiling = alone.measureCeiling();
    if (ceiling.isPresent()) {
      for (Load loop : loops) {
        try (Workbench bench = new Workbench(alone)) {
          speeds.add(loop.perSecond(bench, each));
        }
        each.run();
        ceiling = greater(ceiling, alone.measureCeiling());
      }
    }
    List<Pace> paces = new ArrayList<>();
    for (int i = 0; i < speeds.size(); i++) {
      Load loop = loops.get(i);
      double speed = speeds.get(i);
      paces.add(new Pace(loop.name(), speed / 1e9, speed / ceiling.orElseThrow(), loop.floor()));
    }
    try (Workbench bench = new Workbench(all)) {
      return new Speed(
          Load.PRODUCTS.perSecond(bench, each) / 1e9,
          WeightReading.on(bench).perSecond(bench, each) / 1e9,
          ceiling.isPresent()
              ? OptionalDouble.of(ceiling.getAsDouble() / 1e9)
              : OptionalDouble.empty(),
          paces);
    }
  }

  /** False where a kernel has fallen off: C2 spills or boxes vectors, or the machine is busy. */
  public boolean isGood() {
    return paces.stream().allMatch(Pace::isGood);
  }

  /** On a busy machine one of two may be far too low, and kernels would seem to surpass it. */
  static OptionalDouble greater(OptionalDouble one, OptionalDouble other) {
    return DoubleStream.concat(one.stream(), other.stream()).max();
  }
}
