package dev.heed.engine.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small layouts at random, and where their elements lie, counted one by one. */
final class Places {
  private final SplittableRandom random;

  Places(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Rank 1 to 4, sizes 0 to 4 (seldom 0), any strides. */
  Layout any() {
    int rank = 1 + random.nextInt(Layout.MAX_RANK);
    int[] shape = new int[rank];
    long[] strides = new long[rank];
    for (int d = 0; d < rank; d++) {
      shape[d] = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4);
      strides[d] = random.nextInt(14);
    }
    strides[rank - 1] = 1;
    return Layout.strided(random.nextInt(12), shape, strides);
  }

  /** A view of a dense matrix, made in a few random steps. */
  Layout viewOfAMatrix(int rows, int columns) {
    Layout view = Layout.of(rows, columns);
    for (int step = random.nextInt(5); step > 0; step--) {
      view =
          switch (random.nextInt(4)) {
            case 0 -> sliced(view, random.nextInt(view.rank()));
            case 1 ->
                view.rank() > 1 && view.size(0) > 0
                    ? view.select(0, random.nextInt(view.size(0)))
                    : view;
            case 2 ->
                view.rank() < Layout.MAX_RANK && view.width() % 2 == 0 ? view.splitLast(2) : view;
            default -> view.rank() == 3 ? view.permute(1, 0, 2) : view;
          };
    }
    return view;
  }

  /** Some rows and columns of a dense matrix. */
  Layout window(int rows, int columns) {
    return sliced(sliced(Layout.of(rows, columns), 0), 1);
  }

  private Layout sliced(Layout view, int dimension) {
    int from = random.nextInt(view.size(dimension) + 1);
    return view.slice(dimension, from, from + random.nextInt(view.size(dimension) - from + 1));
  }

  /** Where each element lies, in row-major order. */
  static List<Long> of(Layout layout) {
    List<Long> places = new ArrayList<>();
    add(layout, 0, layout.offset(), places);
    return places;
  }

  private static void add(Layout layout, int dimension, long at, List<Long> places) {
    if (dimension == layout.rank()) {
      places.add(at);
      return;
    }
    for (int n = 0; n < layout.size(dimension); n++) {
      add(layout, dimension + 1, at + n * layout.stride(dimension), places);
    }
  }
}
