package dev.heed.bench.limit;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Reads through memory from one end to the other, each thread through a part of its own. */
final class ReadBandwidth {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** 256 MiB: what a shared last-level cache leaves to one guest is less on most machines. */
  private static final int FLOATS = 64 << 20;

  /** Floats in one call: long enough for the prefetcher, short enough for a clock beside it. */
  private static final int PIECE = 1 << 18;

  private final float[] memory = new float[FLOATS];
  private final int[] next;
  private final int part;

  private ReadBandwidth(int threads) {
    part = FLOATS / threads / PIECE * PIECE;
    next = new int[threads];
  }

  /** GB/s of all threads together. */
  static double gbytesPerSecond(int threads) {
    ReadBandwidth reading = new ReadBandwidth(threads);
    return Crowd.piecesPerSecond(threads, reading::nextPiece) * PIECE * Float.BYTES / 1e9;
  }

  private float nextPiece(int thread) {
    int at = thread * part + next[thread];
    next[thread] = (next[thread] + PIECE) % part;
    return sum(memory, at);
  }

  private static float sum(float[] from, int at) {
    FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
    int lanes = SPECIES.length();
    for (int i = at; i < at + PIECE; i += 4 * lanes) {
      a = a.add(FloatVector.fromArray(SPECIES, from, i));
      b = b.add(FloatVector.fromArray(SPECIES, from, i + lanes));
      c = c.add(FloatVector.fromArray(SPECIES, from, i + 2 * lanes));
      d = d.add(FloatVector.fromArray(SPECIES, from, i + 3 * lanes));
    }
    return a.add(b).add(c).add(d).lane(0);
  }
}
