package dev.heed.models.arch;

import java.util.ArrayList;
import java.util.List;

/** Which of some rows are free, in ranges; neighbours that are given back become one again. */
final class FreeRows {
  /** By their starts. */
  private final List<Range> ranges = new ArrayList<>();

  private record Range(int start, int length) {
    int end() {
      return start + length;
    }
  }

  FreeRows(int rows) {
    ranges.add(new Range(0, rows));
  }

  /** First of {@code count} rows in a row, from now on taken; −1 where there are none. */
  int take(int count) {
    for (int r = 0; r < ranges.size(); r++) {
      Range range = ranges.get(r);
      if (range.length() >= count) {
        if (range.length() == count) {
          ranges.remove(r);
        } else {
          ranges.set(r, new Range(range.start() + count, range.length() - count));
        }
        return range.start();
      }
    }
    return -1;
  }

  /** Takes the {@code count} rows that begin at {@code start}; false where one of them is taken. */
  boolean takeAt(int start, int count) {
    for (int r = 0; r < ranges.size(); r++) {
      Range range = ranges.get(r);
      if (range.start() == start && range.length() >= count) {
        ranges.remove(r);
        if (range.length() > count) {
          ranges.add(r, new Range(start + count, range.length() - count));
        }
        return true;
      }
    }
    return false;
  }

  void give(int start, int count) {
    int after = 0;
    while (after < ranges.size() && ranges.get(after).start() < start) {
      after++;
    }
    int from = start;
    int end = start + count;
    if (after < ranges.size() && ranges.get(after).start() == end) {
      end = ranges.remove(after).end();
    }
    if (after > 0 && ranges.get(after - 1).end() == start) {
      from = ranges.remove(--after).start();
    }
    ranges.add(after, new Range(from, end - from));
  }

  /** Longest range. */
  int longest() {
    return ranges.stream().mapToInt(Range::length).max().orElse(0);
  }
}
