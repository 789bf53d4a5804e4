package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.List;

/** A set of code points, kept as the sorted places where membership changes. */
final class CodePointSet {
  static final CodePointSet NONE = new CodePointSet(new int[0]);
  static final CodePointSet ALL = range(0, Character.MAX_CODE_POINT);

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

  static CodePointSet range(int first, int last) {
    return new CodePointSet(new int[] {first, last + 1});
  }

  CodePointSet union(CodePointSet other) {
    return merge(other, 1);
  }

  CodePointSet intersection(CodePointSet other) {
    return merge(other, 2);
  }

  /** All code points that are not in this. */
  CodePointSet complement() {
    boolean fromZero = changes.length > 0 && changes[0] == 0;
    boolean toLast = changes.length > 0 && changes[changes.length - 1] > Character.MAX_CODE_POINT;
    IntVector result = new IntVector(changes.length + 2);
    if (!fromZero) {
      result.add(0);
    }
    for (int i = fromZero ? 1 : 0; i < changes.length - (toLast ? 1 : 0); i++) {
      result.add(changes[i]);
    }
    if (!toLast) {
      result.add(Character.MAX_CODE_POINT + 1);
    }
    return new CodePointSet(result.toArray());
  }

  /** The code points that are in at least {@code wanted} of the two. */
  private CodePointSet merge(CodePointSet other, int wanted) {
    IntVector result = new IntVector(changes.length + other.changes.length);
    int i = 0;
    int j = 0;
    boolean inside = false;
    while (i < changes.length || j < other.changes.length) {
      int next =
          Math.min(
              i < changes.length ? changes[i] : Integer.MAX_VALUE,
              j < other.changes.length ? other.changes[j] : Integer.MAX_VALUE);
      if (i < changes.length && changes[i] == next) {
        i++;
      }
      if (j < other.changes.length && other.changes[j] == next) {
        j++;
      }
      boolean now = i % 2 + j % 2 >= wanted;
      if (now != inside) {
        result.add(next);
        inside = now;
      }
    }
    return new CodePointSet(result.toArray());
  }

  /** Calls {@code action} with the first and last code point of each range, in order. */
  void forEachRange(RangeAction action) {
    for (int i = 0; i < changes.length; i += 2) {
      action.accept(changes[i], changes[i + 1] - 1);
    }
  }

  interface RangeAction {
    void accept(int first, int last);
  }

  boolean contains(int codePoint) {
    int found = Arrays.binarySearch(changes, codePoint);
    int changesUpToHere = found >= 0 ? found + 1 : -(found + 1);
    return changesUpToHere % 2 == 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodePointSet that && Arrays.equals(changes, that.changes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(changes);
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
