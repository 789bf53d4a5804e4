package dev.heed.bench.limit;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fused multiply–adds on registers alone. Ten chains: an FMA takes four cycles on most processors,
 * and two start in each. One loop for each width, for only a constant species compiles to
 * instructions.
 */
final class FmaCeiling {
  private static final VectorSpecies<Float> S256 = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> S512 = FloatVector.SPECIES_512;
  private static final int CHAINS = 10;
  private static final int STEPS = 2_000;
  private static final float FACTOR = 1e-3f;

  private FmaCeiling() {}

  /** GFLOP/s of all threads together; 0 where the machine has no vectors of so many bits. */
  static double gflops(int bits, int threads) {
    if (FloatVector.SPECIES_MAX.vectorBitSize() < bits) {
      return 0;
    }
    Crowd.Piece piece = bits == 512 ? thread -> at512(thread) : thread -> at256(thread);
    int lanes = bits / Float.SIZE;
    double flops = 2.0 * CHAINS * STEPS * lanes;
    return Crowd.piecesPerSecond(threads, piece) * flops / 1e9;
  }

  private static float at256(float seed) {
    FloatVector x = FloatVector.broadcast(S256, FACTOR);
    FloatVector y = FloatVector.broadcast(S256, FACTOR + seed);
    FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
    for (int step = 0; step < STEPS; step++) {
      a = x.fma(y, a);
      b = x.fma(y, b);
      c = x.fma(y, c);
      d = x.fma(y, d);
      e = x.fma(y, e);
      f = x.fma(y, f);
      g = x.fma(y, g);
      h = x.fma(y, h);
      i = x.fma(y, i);
      j = x.fma(y, j);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
  }

  private static float at512(float seed) {
    FloatVector x = FloatVector.broadcast(S512, FACTOR);
    FloatVector y = FloatVector.broadcast(S512, FACTOR + seed);
    FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
    for (int step = 0; step < STEPS; step++) {
      a = x.fma(y, a);
      b = x.fma(y, b);
      c = x.fma(y, c);
      d = x.fma(y, d);
      e = x.fma(y, e);
      f = x.fma(y, f);
      g = x.fma(y, g);
      h = x.fma(y, h);
      i = x.fma(y, i);
      j = x.fma(y, j);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
  }
}
