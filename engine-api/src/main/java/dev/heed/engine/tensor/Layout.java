package dev.heed.engine.tensor;

import dev.heed.engine.error.InvalidOpException;
import java.util.Arrays;

/**
 * Where the elements of a tensor lie: sizes, strides and an offset, all counted in elements.
 *
 * <p>The last dimension is dense (stride 1); the others are free, so slices, head views and cache
 * views cost nothing. Kernels see a layout as {@link #rows} rows of {@link #width} elements, row
 * {@code r} starting at {@link #rowOffset}. Rank is 1 to {@value #MAX_RANK}; every size is at least
 * 0. Immutable.
 */
public final class Layout {
  public static final int MAX_RANK = 4;

  private final int[] shape;
  private final long[] strides;
  private final long offset;
  private final long elements;
  private final boolean injective;
  private final long rowStride;

  /**
   * Without elements nothing lies anywhere: the offset and all strides but the last are then 0, so
   * that a view of nothing never points past its buffer.
   */
  private Layout(int[] shape, long[] strides, long offset) {
    this.shape = shape;
    this.elements = count(shape);
    this.strides = elements == 0 ? nowhere(shape.length) : strides;
    this.offset = elements == 0 ? 0 : offset;
    this.injective = elements == 0 || injective(shape, this.strides);
    this.rowStride = uniformRowStride(shape, this.strides);
  }

  /** A dense layout of these sizes, at offset 0. */
  public static Layout of(int... shape) {
    int[] sizes = shape.clone();
    checkShape(sizes);
    return new Layout(sizes, denseStrides(sizes), 0);
  }

  /**
   * A layout with free strides.
   *
   * @param offset where element (0, …, 0) lies, at least 0
   * @param shape sizes
   * @param strides one per dimension, at least 0; the last must be 1
   */
  public static Layout strided(long offset, int[] shape, long[] strides) {
    int[] sizes = shape.clone();
    long[] steps = strides.clone();
    checkShape(sizes);
    if (steps.length != sizes.length) {
      throw new InvalidOpException(
          "layout: %d strides for %d dimensions".formatted(steps.length, sizes.length));
    }
    if (offset < 0) {
      throw new InvalidOpException("layout: offset " + offset + " is negative");
    }
    for (long stride : steps) {
      if (stride < 0) {
        throw new InvalidOpException("layout: negative stride in " + Arrays.toString(steps));
      }
    }
    if (sizes[sizes.length - 1] > 1 && steps[steps.length - 1] != 1) {
      throw new InvalidOpException(
          "layout: the last dimension must be dense, but its stride is " + steps[steps.length - 1]);
    }
    steps[steps.length - 1] = 1;
    Layout layout = new Layout(sizes, steps, offset);
    layout.end();
    return layout;
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.length;
  }

  /** Size of one dimension; negative indices count from the last. */
  public int size(int dimension) {
    return shape[dimension < 0 ? shape.length + dimension : dimension];
  }

  /** Stride of one dimension; negative indices count from the last. */
  public long stride(int dimension) {
    return strides[dimension < 0 ? strides.length + dimension : dimension];
  }

  /** A copy of the sizes. */
  public int[] shape() {
    return shape.clone();
  }

  /** Where element (0, …, 0) lies, in elements from the start of the buffer; 0 when empty. */
  public long offset() {
    return offset;
  }

  /** Product of the sizes. */
  public long elements() {
    return elements;
  }

  /** One past the last element that the layout touches; 0 when empty. */
  public long end() {
    if (elements == 0) {
      return 0;
    }
    try {
      long last = offset;
      for (int d = 0; d < shape.length; d++) {
        last = Math.addExact(last, Math.multiplyExact(shape[d] - 1L, strides[d]));
      }
      return Math.addExact(last, 1);
    } catch (ArithmeticException overflow) {
      throw new InvalidOpException("layout: " + this + " does not fit 64-bit offsets", overflow);
    }
  }

  /** Size of the last dimension. */
  public int width() {
    return shape[shape.length - 1];
  }

  /** Product of all sizes but the last. */
  public int rows() {
    long rows = 1;
    for (int d = 0; d < shape.length - 1; d++) {
      rows *= shape[d];
    }
    return Math.toIntExact(rows);
  }

  /** Where row {@code row} (counted over all dimensions but the last) starts. */
  public long rowOffset(int row) {
    int rest = row;
    long at = offset;
    for (int d = shape.length - 2; d > 0; d--) {
      int next = rest / shape[d];
      at += (rest - next * (long) shape[d]) * strides[d];
      rest = next;
    }
    return shape.length == 1 ? at : at + rest * strides[0];
  }

  /** True when row {@code r} starts at {@code offset + r * rowStride()} for every row. */
  public boolean hasUniformRows() {
    return rowStride >= 0;
  }

  /** Distance of two neighbouring rows; only where {@link #hasUniformRows}. */
  public long rowStride() {
    if (rowStride < 0) {
      throw new InvalidOpException("layout: rows of " + this + " are not evenly spaced");
    }
    return rowStride;
  }

  /** True when the elements lie one after the other without gaps, in row-major order. */
  public boolean isDense() {
    if (elements == 0) {
      return true;
    }
    long expected = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && strides[d] != expected) {
        return false;
      }
      expected *= shape[d];
    }
    return true;
  }

  /**
   * True when no two elements share a place: what an output needs. Each dimension must step over
   * all that the smaller ones cover, as in every view of a dense tensor; strides that interleave
   * count as sharing even where they do not.
   */
  public boolean isInjective() {
    return injective;
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) of one dimension. */
  public Layout slice(int dimension, int from, int to) {
    int d = dimension < 0 ? shape.length + dimension : dimension;
    if (d < 0 || d >= shape.length || from < 0 || to < from || to > shape[d]) {
      throw new InvalidOpException(
          "layout: slice [%d, %d) of dimension %d is outside %s"
              .formatted(from, to, dimension, this));
    }
    int[] sizes = shape.clone();
    sizes[d] = to - from;
    return new Layout(sizes, strides, offset + from * strides[d]);
  }

  /** One index of one dimension (not the last); the dimension goes. */
  public Layout select(int dimension, int index) {
    if (dimension < 0 || dimension >= shape.length - 1 || index < 0 || index >= shape[dimension]) {
      throw new InvalidOpException(
          "layout: cannot select index %d of dimension %d of %s".formatted(index, dimension, this));
    }
    int[] sizes = new int[shape.length - 1];
    long[] steps = new long[shape.length - 1];
    for (int d = 0, to = 0; d < shape.length; d++) {
      if (d != dimension) {
        sizes[to] = shape[d];
        steps[to++] = strides[d];
      }
    }
    return new Layout(sizes, steps, offset + index * strides[dimension]);
  }

  /** The same elements with the last dimension cut in {@code parts} equal parts: [.., parts, w]. */
  public Layout splitLast(int parts) {
    int width = width();
    if (parts < 1 || width % parts != 0 || shape.length == MAX_RANK) {
      throw new InvalidOpException(
          "layout: cannot cut the last dimension of %s into %d parts".formatted(this, parts));
    }
    int[] sizes = Arrays.copyOf(shape, shape.length + 1);
    long[] steps = Arrays.copyOf(strides, strides.length + 1);
    sizes[shape.length - 1] = parts;
    sizes[shape.length] = width / parts;
    steps[shape.length - 1] = width / parts;
    steps[shape.length] = 1;
    checkShape(sizes);
    return new Layout(sizes, steps, offset);
  }

  /**
   * The last two dimensions as one, where the parts lie one after the other: [.., parts, w] → [..,
   * parts · w], what {@link #splitLast} cut.
   */
  public Layout joinLast() {
    int last = shape.length - 1;
    if (last < 1 || (shape[last - 1] > 1 && strides[last - 1] != shape[last])) {
      throw new InvalidOpException(
          "layout: the last two dimensions of %s do not lie one after the other".formatted(this));
    }
    int[] sizes = Arrays.copyOf(shape, last);
    long[] steps = Arrays.copyOf(strides, last);
    sizes[last - 1] = Math.multiplyExact(shape[last - 1], shape[last]);
    steps[last - 1] = 1;
    checkShape(sizes);
    return new Layout(sizes, steps, offset);
  }

  /** The same dense elements under other sizes of the same product. */
  public Layout reshape(int... sizes) {
    int[] target = sizes.clone();
    checkShape(target);
    if (!isDense() || count(target) != elements) {
      throw new InvalidOpException(
          "layout: %s cannot be seen as %s%s"
              .formatted(this, Arrays.toString(target), isDense() ? "" : ": it is not dense"));
    }
    return new Layout(target, denseStrides(target), offset);
  }

  /** Dimensions in another order; the last must stay last. */
  public Layout permute(int... order) {
    if (order.length != shape.length || order[order.length - 1] != shape.length - 1) {
      throw new InvalidOpException(
          "layout: order %s does not keep the last dimension of %s in place"
              .formatted(Arrays.toString(order), this));
    }
    int[] sizes = new int[order.length];
    long[] steps = new long[order.length];
    boolean[] seen = new boolean[order.length];
    for (int d = 0; d < order.length; d++) {
      int from = order[d];
      if (from < 0 || from >= order.length || seen[from]) {
        throw new InvalidOpException("layout: not an order: " + Arrays.toString(order));
      }
      seen[from] = true;
      sizes[d] = shape[from];
      steps[d] = strides[from];
    }
    return new Layout(sizes, steps, offset);
  }

  /** The same layout, starting {@code elements} later in its buffer. */
  public Layout shifted(long elements) {
    if (elements > Long.MAX_VALUE - offset) {
      throw new InvalidOpException(
          "layout: %,d elements after offset %,d do not fit 64-bit offsets"
              .formatted(elements, offset));
    }
    return strided(offset + elements, shape, strides);
  }

  /** True when both have the same sizes, whatever their strides. */
  public boolean sameShape(Layout other) {
    return Arrays.equals(shape, other.shape);
  }

  /**
   * True when the two may touch a common element of one buffer. Exact for ranges that do not meet
   * and for column windows of one matrix, cut into heads or not; anything else that meets counts as
   * an overlap.
   */
  public boolean mayOverlap(Layout other) {
    if (elements == 0 || other.elements == 0 || end() <= other.offset || other.end() <= offset) {
      return false;
    }
    Layout one = joined();
    Layout two = other.joined();
    if (!one.hasUniformRows() || !two.hasUniformRows() || one.rowStride() != two.rowStride()) {
      return true;
    }
    long step = one.rowStride();
    long at = offset % Math.max(step, 1);
    long otherAt = other.offset % Math.max(step, 1);
    boolean windows = at + one.width() <= step && otherAt + two.width() <= step;
    return !windows || (at < otherAt + two.width() && otherAt < at + one.width());
  }

  /**
   * The same elements in the same order, in as few dimensions as can be: [tokens, heads, size] of a
   * column window becomes [tokens, heads · size].
   */
  public Layout joined() {
    if (elements == 0) {
      return this;
    }
    int rank = shape.length;
    int[] sizes = new int[rank];
    long[] steps = new long[rank];
    int first = rank - 1;
    sizes[first] = shape[rank - 1];
    steps[first] = 1;
    for (int d = rank - 2; d >= 0; d--) {
      boolean fits = (long) sizes[first] * shape[d] <= Integer.MAX_VALUE;
      if (strides[d] == steps[first] * sizes[first] && fits) {
        sizes[first] *= shape[d];
      } else if (shape[d] > 1) {
        first--;
        sizes[first] = shape[d];
        steps[first] = strides[d];
      }
    }
    return first == 0
        ? this
        : new Layout(
            Arrays.copyOfRange(sizes, first, rank), Arrays.copyOfRange(steps, first, rank), offset);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Layout other
        && offset == other.offset
        && Arrays.equals(shape, other.shape)
        && Arrays.equals(strides, other.strides);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(shape) + Arrays.hashCode(strides)) + Long.hashCode(offset);
  }

  /** Sizes, and strides where the layout is not dense, such as {@code [3, 8] strides [24, 1]}. */
  @Override
  public String toString() {
    String sizes = Arrays.toString(shape);
    return isDense() ? sizes : sizes + " strides " + Arrays.toString(strides);
  }

  private static void checkShape(int[] shape) {
    if (shape.length == 0 || shape.length > MAX_RANK) {
      throw new InvalidOpException(
          "layout: rank must be 1 to %d, was %d".formatted(MAX_RANK, shape.length));
    }
    for (int size : shape) {
      if (size < 0) {
        throw new InvalidOpException("layout: negative size in " + Arrays.toString(shape));
      }
    }
    try {
      long rows = 1;
      for (int d = 0; d < shape.length - 1; d++) {
        rows = Math.multiplyExact(rows, (long) shape[d]);
      }
      Math.toIntExact(rows);
      Math.multiplyExact(rows, (long) shape[shape.length - 1]);
    } catch (ArithmeticException overflow) {
      throw new InvalidOpException(
          "layout: %s has too many elements".formatted(Arrays.toString(shape)), overflow);
    }
  }

  private static long count(int[] shape) {
    long count = 1;
    for (int size : shape) {
      count *= size;
    }
    return count;
  }

  private static long[] denseStrides(int[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= Math.max(shape[d], 1);
    }
    return strides;
  }

  private static long[] nowhere(int rank) {
    long[] strides = new long[rank];
    strides[rank - 1] = 1;
    return strides;
  }

  /** Distance of neighbouring rows, or -1 where it varies. */
  private static long uniformRowStride(int[] shape, long[] strides) {
    long stride = -1;
    long next = -1;
    for (int d = shape.length - 2; d >= 0; d--) {
      if (shape[d] == 1) {
        continue;
      }
      if (stride < 0) {
        stride = strides[d];
      } else if (strides[d] != next) {
        return -1;
      }
      next = strides[d] * shape[d];
    }
    return stride < 0 ? shape[shape.length - 1] : stride;
  }

  /** Sorted by stride, each dimension must step over all that the smaller ones cover. */
  private static boolean injective(int[] shape, long[] strides) {
    boolean[] used = new boolean[shape.length];
    long covered = 1;
    for (int round = 0; round < shape.length; round++) {
      int next = -1;
      for (int d = shape.length - 1; d >= 0; d--) {
        if (!used[d] && (next < 0 || strides[d] < strides[next])) {
          next = d;
        }
      }
      used[next] = true;
      if (shape[next] > 1) {
        if (strides[next] < covered) {
          return false;
        }
        covered += (shape[next] - 1L) * strides[next];
      }
    }
    return true;
  }
}
