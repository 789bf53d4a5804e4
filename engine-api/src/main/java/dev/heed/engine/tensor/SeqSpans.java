package dev.heed.engine.tensor;

import dev.heed.engine.error.InvalidOpException;
import java.util.Arrays;

/**
 * Where the sequences of a batch lie among the rows of a tensor: start and length of each. One type
 * describes packed ("ragged"), padded and cached batches; rows outside every span are neither read
 * nor written. Immutable.
 */
public final class SeqSpans {
  private final int[] starts;
  private final int[] lengths;
  private final int total;
  private final int end;
  private final int longest;
  private final boolean disjoint;

  private SeqSpans(int[] starts, int[] lengths) {
    this.starts = starts;
    this.lengths = lengths;
    long sum = 0;
    long last = 0;
    int max = 0;
    for (int s = 0; s < starts.length; s++) {
      if (starts[s] < 0 || lengths[s] < 0) {
        throw new InvalidOpException(
            "spans: sequence %d starts at %d with length %d; neither may be negative"
                .formatted(s, starts[s], lengths[s]));
      }
      sum += lengths[s];
      last = Math.max(last, (long) starts[s] + lengths[s]);
      max = Math.max(max, lengths[s]);
    }
    if (sum > Integer.MAX_VALUE || last > Integer.MAX_VALUE) {
      throw new InvalidOpException("spans: %,d rows are too many".formatted(Math.max(sum, last)));
    }
    this.total = (int) sum;
    this.end = (int) last;
    this.longest = max;
    this.disjoint = disjoint(starts, lengths);
  }

  /** Sequences one after the other without gaps: the normal, ragged form. */
  public static SeqSpans packed(int... lengths) {
    int[] sizes = lengths.clone();
    int[] starts = new int[sizes.length];
    long at = 0;
    for (int s = 0; s < sizes.length; s++) {
      starts[s] = (int) at;
      at += sizes[s];
      if (at > Integer.MAX_VALUE) {
        throw new InvalidOpException("spans: %,d rows are too many".formatted(at));
      }
    }
    return new SeqSpans(starts, sizes);
  }

  /** Sequences at free places: padded batches and caches. */
  public static SeqSpans of(int[] starts, int[] lengths) {
    if (starts.length != lengths.length) {
      throw new InvalidOpException(
          "spans: %d starts for %d lengths".formatted(starts.length, lengths.length));
    }
    return new SeqSpans(starts.clone(), lengths.clone());
  }

  /** Number of sequences. */
  public int count() {
    return starts.length;
  }

  /** First row of sequence {@code s}. */
  public int start(int s) {
    return starts[s];
  }

  /** Rows of sequence {@code s}. */
  public int length(int s) {
    return lengths[s];
  }

  /** Sum of the lengths. */
  public int total() {
    return total;
  }

  /** One past the last row of any span. */
  public int end() {
    return end;
  }

  /** The greatest length; 0 without sequences. */
  public int longest() {
    return longest;
  }

  /** True when no row belongs to two sequences. */
  public boolean isDisjoint() {
    return disjoint;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof SeqSpans other
        && Arrays.equals(starts, other.starts)
        && Arrays.equals(lengths, other.lengths);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(lengths);
  }

  @Override
  public String toString() {
    return "%d sequences of %s at %s"
        .formatted(starts.length, Arrays.toString(lengths), Arrays.toString(starts));
  }

  private static boolean disjoint(int[] starts, int[] lengths) {
    long[] ranges = new long[starts.length];
    int used = 0;
    boolean ordered = true;
    for (int s = 0; s < starts.length; s++) {
      if (lengths[s] > 0) {
        ranges[used] = ((long) starts[s] << 32) | lengths[s];
        ordered &= used == 0 || ranges[used] >= ranges[used - 1];
        used++;
      }
    }
    if (!ordered) {
      Arrays.sort(ranges, 0, used);
    }
    for (int r = 1; r < used; r++) {
      long previousEnd = (ranges[r - 1] >>> 32) + (ranges[r - 1] & 0xFFFF_FFFFL);
      if (ranges[r] >>> 32 < previousEnd) {
        return false;
      }
    }
    return true;
  }
}
