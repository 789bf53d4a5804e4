package dev.heed.bench.limit;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Reads through memory again and again, each thread through a part of its own. */
final class ReadBandwidth {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /**
   * Places that a thread reads from at the same time, each of them a stream for the prefetcher:
   * main memory gave 15.6 GB/s to four, 13.1 to one and no more to eight (Xeon, family 6, model
   * 167); from L2 and L3 it makes no difference.
   */
  private static final int STREAMS = 4;

  /** Floats in one call at most: long enough for the prefetcher, short enough for a clock. */
  private static final int LONGEST_PIECE = 1 << 18;

  private final float[] memory;
  private final int[] next;
  private final int part;
  private final int piece;

  /**
   * Memory of its own for each thread.
   *
   * @param bytes of all threads together
   */
  private ReadBandwidth(int threads, long bytes) {
    int step = STREAMS * SPECIES.length();
    int room = Math.toIntExact(bytes / Float.BYTES / threads);
    piece = Math.min(LONGEST_PIECE, room / step * step);
    part = room / piece * piece;
    memory = new float[part * threads];
    next = new int[threads];
  }

  /** GB/s of all threads together, from so many bytes. */
  static double gbytesPerSecond(int threads, long bytes) {
    ReadBandwidth reading = new ReadBandwidth(threads, bytes);
    return Crowd.piecesPerSecond(threads, reading::nextPiece) * reading.piece * Float.BYTES / 1e9;
  }

  private float nextPiece(int thread) {
    int at = thread * part + next[thread];
    next[thread] = (next[thread] + piece) % part;
    return sum(memory, at, piece / STREAMS);
  }

  /** Sum of four runs of so many floats that follow each other, read side by side. */
  private static float sum(float[] from, int at, int run) {
    FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
    for (int i = at; i < at + run; i += SPECIES.length()) {
      a = a.add(FloatVector.fromArray(SPECIES, from, i));
      b = b.add(FloatVector.fromArray(SPECIES, from, i + run));
      c = c.add(FloatVector.fromArray(SPECIES, from, i + 2 * run));
      d = d.add(FloatVector.fromArray(SPECIES, from, i + 3 * run));
    }
    return a.add(b).add(c).add(d).lane(0);
  }
}
