package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.List;

/** A set of code points, kept as the sorted places where membership changes. */
final class CodePointSet {
  /** Even entries are the first member of a range, odd ones the first code point after it. */
  private final int[] changes;

  private CodePointSet(int[] changes) {
    this.changes = changes;
  }

  static CodePointSet of(List<String> ranges) {
    Builder builder = new Builder();
    builder.add(ranges.toArray(String[]::new), 0);
    return builder.build();
  }

  boolean contains(int codePoint) {
    int found = Arrays.binarySearch(changes, codePoint);
    int changesUpToHere = found >= 0 ? found + 1 : -(found + 1);
    return changesUpToHere % 2 == 1;
  }

  /** Takes ranges in ascending order. */
  static final class Builder {
    private int[] changes = new int[64];
    private int size;

    /** Adds the ranges of {@code items} from the one at {@code from} on. */
    void add(String[] items, int from) {
      for (int i = from; i < items.length; i++) {
        CodePointRange range = CodePointRange.parse(items[i]);
        if (size == changes.length) {
          changes = Arrays.copyOf(changes, 2 * size);
        }
        changes[size++] = range.first();
        changes[size++] = range.last() + 1;
      }
    }

    CodePointSet build() {
      return new CodePointSet(Arrays.copyOf(changes, size));
    }
  }
}
