package dev.heed.models.tokenizer;

/**
 * The ranges of a text in which special tokens are recognised: what a program wrote, never what a
 * user typed. Ranges are sorted and do not touch.
 */
final class SpecialScope {
  static final SpecialScope NOWHERE = new SpecialScope(new int[0]);
  static final SpecialScope EVERYWHERE = new SpecialScope(new int[] {0, Integer.MAX_VALUE});

  /** Where a range begins, where it ends, and so on. */
  private final int[] bounds;

  private SpecialScope(int[] bounds) {
    this.bounds = bounds;
  }

  static SpecialScope of(boolean everywhere) {
    return everywhere ? EVERYWHERE : NOWHERE;
  }

  /** The segments that say so of a text that is all of them. */
  static SpecialScope of(Iterable<TextSegment> segments) {
    IntVector bounds = new IntVector(16);
    int at = 0;
    boolean open = false;
    for (TextSegment segment : segments) {
      if (segment.parseSpecial() != open && !segment.text().isEmpty()) {
        bounds.add(at);
        open = !open;
      }
      at = Math.addExact(at, segment.text().length());
    }
    if (open) {
      bounds.add(at);
    }
    return new SpecialScope(bounds.toArray());
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** Whether [from, to) lies in one range. */
  boolean contains(int from, int to) {
    int i = firstEndingAfter(from);
    return i < bounds.length && bounds[i] <= from && to <= bounds[i + 1];
  }

  /** The first place after {@code from} that lies in a range, {@code to} at most. */
  int next(int from, int to) {
    int i = firstEndingAfter(from + 1);
    return i < bounds.length ? Math.min(to, Math.max(bounds[i], from + 1)) : to;
  }

  /** The index of the first range that ends after {@code at}. */
  private int firstEndingAfter(int at) {
    int low = 0;
    int high = bounds.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return 2 * low;
  }
}
