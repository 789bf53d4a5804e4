package dev.heed.testkit.cases;

import dev.heed.engine.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sizes at which kernels go wrong: 1, primes, and one less and one more than a tile or a vector.
 */
final class Sizes {
  /** Widths of rows: every remainder that matters modulo 4, 8, 16, 32 and 64. */
  static final int[] WIDTHS = {
    1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 96, 97,
    127, 128, 129, 200, 384
  };

  /** Rows: all up to a register tile's height and one more. */
  static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17};

  /**
   * Rows and width of the case that each op has for its threads: so much that a backend shares the
   * rows out even where an element costs it no more than a move, and that a thread which has to be
   * woken still finds some of them. {@code Work.WORTH_SHARING} is what the suite demands.
   */
  static final int[] SHARED = {1_501, 301};

  /** The same of ops that read two such tensors. */
  static final int[] SHARED_PAIR = {701, 301};

  /** The same of ops that read three or more. */
  static final int[] SHARED_TRIPLE = {461, 301};

  private Sizes() {}

  /**
   * Shapes [rows, width] in which every row count and every width occurs, and a few of other ranks.
   */
  static List<int[]> shapes() {
    List<int[]> shapes = new ArrayList<>();
    for (int w = 0; w < WIDTHS.length; w++) {
      shapes.add(new int[] {ROWS[w * 5 % ROWS.length], WIDTHS[w]});
    }
    shapes.add(new int[] {19});
    shapes.add(new int[] {1});
    shapes.add(new int[] {3, 5, 21});
    shapes.add(new int[] {2, 3, 4, 17});
    shapes.add(new int[] {0, 8});
    shapes.add(new int[] {8, 0});
    shapes.add(new int[] {2, 0, 5});
    shapes.add(new int[] {301, 70});
    return shapes;
  }

  /** Such as {@code 3x5x21}. */
  static String text(int... shape) {
    StringBuilder text = new StringBuilder();
    for (int size : shape) {
      text.append(text.isEmpty() ? "" : "x").append(size);
    }
    return text.toString();
  }

  /** One case whose values depend on its description. */
  static Case made(String what, Function<Data, Op> op) {
    Data data = new Data(what);
    return Case.of(op.apply(data), data, what);
  }

  /** The cases that a list is filled with. */
  static List<Case> listed(Consumer<List<Case>> filler) {
    List<Case> cases = new ArrayList<>();
    filler.accept(cases);
    return cases;
  }
}
