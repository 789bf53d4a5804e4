package dev.heed.models.autograd;

import dev.heed.engine.tensor.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which elements of a buffer some layout covers, as ranges: counted exactly, whereas {@link
 * Layout#mayOverlap} may say yes too often. Immutable.
 */
final class Places {
  /** Beginnings and ends in turn, ascending: neighbours that touch are one range. */
  private final long[] bounds;

  private Places(long[] bounds) {
    this.bounds = bounds;
  }

  /** No element. */
  static Places none() {
    return new Places(new long[0]);
  }

  /** All that a layout covers. */
  static Places of(Layout layout) {
    if (layout.elements() == 0) {
      return none();
    }
    Layout joined = layout.joined();
    long[] starts = new long[joined.rows()];
    Arrays.setAll(starts, joined::rowOffset);
    Arrays.sort(starts);
    long[] bounds = new long[2 * starts.length];
    int size = 0;
    for (long start : starts) {
      if (size == 0 || start > bounds[size - 1]) {
        bounds[size++] = start;
        bounds[size++] = start + joined.width();
      } else {
        bounds[size - 1] = start + joined.width();
      }
    }
    return new Places(Arrays.copyOf(bounds, size));
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** Elements of both. */
  Places and(Places other) {
    return merged(other, (mine, theirs) -> mine && theirs);
  }

  /** Elements of either. */
  Places or(Places other) {
    return merged(other, (mine, theirs) -> mine || theirs);
  }

  /** Elements of this that are not of the other. */
  Places without(Places other) {
    return merged(other, (mine, theirs) -> mine && !theirs);
  }

  boolean meets(Places other) {
    return !and(other).isEmpty();
  }

  /** These elements as layouts [ranges, length], as few as neighbours of one kind allow. */
  List<Layout> layouts() {
    List<Layout> layouts = new ArrayList<>();
    int ranges = bounds.length / 2;
    for (int first = 0, next; first < ranges; first = next) {
      long length = length(first);
      long step = first + 1 < ranges ? start(first + 1) - start(first) : 0;
      next = first + 1;
      while (next < ranges && length(next) == length && start(next) - start(next - 1) == step) {
        next++;
      }
      layouts.add(
          Layout.strided(
              start(first),
              new int[] {next - first, Math.toIntExact(length)},
              new long[] {next == first + 1 ? length : step, 1}));
    }
    return layouts;
  }

  private long start(int range) {
    return bounds[2 * range];
  }

  private long length(int range) {
    return bounds[2 * range + 1] - bounds[2 * range];
  }

  private interface Rule {
    boolean holds(boolean mine, boolean theirs);
  }

  /** Walks over the bounds of both: past an odd number of them is inside. */
  private Places merged(Places other, Rule rule) {
    long[] merged = new long[bounds.length + other.bounds.length];
    int size = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < bounds.length || theirs < other.bounds.length) {
      long at = Math.min(at(bounds, mine), at(other.bounds, theirs));
      mine += at(bounds, mine) == at ? 1 : 0;
      theirs += at(other.bounds, theirs) == at ? 1 : 0;
      if (rule.holds(mine % 2 == 1, theirs % 2 == 1) != (size % 2 == 1)) {
        merged[size++] = at;
      }
    }
    return new Places(Arrays.copyOf(merged, size));
  }

  private static long at(long[] bounds, int index) {
    return index < bounds.length ? bounds[index] : Long.MAX_VALUE;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Places other && Arrays.equals(bounds, other.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /** Such as {@code [[0, 4), [6, 10)]}. */
  @Override
  public String toString() {
    List<String> ranges = new ArrayList<>();
    for (int r = 0; r < bounds.length; r += 2) {
      ranges.add("[%d, %d)".formatted(bounds[r], bounds[r + 1]));
    }
    return ranges.toString();
  }
}
