package dev.heed.models.train;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Minimises a smooth function by L-BFGS (Nocedal, 1980; Liu and Nocedal, 1989) in double precision:
 * directions by the two loops over the last few steps, lengths by halving until the function falls
 * enough (Armijo, 1966).
 *
 * @param tolerance it ends where no component of the gradient is larger
 * @param iterations most of them
 */
record Lbfgs(double tolerance, int iterations) {
  private static final int REMEMBERED = 10;
  private static final double ENOUGH = 1e-4;
  private static final int MOST_HALVINGS = 30;

  /** What is minimised. */
  interface Function {
    /**
     * The value.
     *
     * @param at where; not to be changed
     * @param gradient is written
     */
    double value(double[] at, double[] gradient);
  }

  /** A step and how the gradient changed over it. */
  private record Pair(double[] step, double[] change, double inverse) {}

  /** Where the minimum is; what is given is changed to that. */
  double[] minimise(Function function, double[] at) {
    Deque<Pair> pairs = new ArrayDeque<>();
    double[] gradient = new double[at.length];
    double value = function.value(at, gradient);
    for (int i = 0; i < iterations && largest(gradient) > tolerance; i++) {
      double[] direction = direction(pairs, gradient);
      double slope = dot(direction, gradient);
      if (!(slope < 0)) {
        pairs.clear();
        direction = direction(pairs, gradient);
        slope = dot(direction, gradient);
      }
      double length = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
      double[] next = new double[at.length];
      double[] nextGradient = new double[at.length];
      double nextValue = Double.NaN;
      int halvings = 0;
      for (; halvings < MOST_HALVINGS; halvings++, length /= 2) {
        for (int j = 0; j < at.length; j++) {
          next[j] = at[j] + length * direction[j];
        }
        nextValue = function.value(next, nextGradient);
        if (nextValue <= value + ENOUGH * length * slope) {
          break;
        }
      }
      if (halvings == MOST_HALVINGS) {
        break; // The function's own rounding is all that is left.
      }
      remember(pairs, at, next, gradient, nextGradient);
      System.arraycopy(next, 0, at, 0, at.length);
      gradient = nextGradient;
      value = nextValue;
    }
    return at;
  }

  private static void remember(
      Deque<Pair> pairs, double[] at, double[] next, double[] gradient, double[] nextGradient) {
    double[] step = new double[at.length];
    double[] change = new double[at.length];
    for (int j = 0; j < at.length; j++) {
      step[j] = next[j] - at[j];
      change[j] = nextGradient[j] - gradient[j];
    }
    double curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      pairs.addLast(new Pair(step, change, 1 / curvature));
    }
    if (pairs.size() > REMEMBERED) {
      pairs.removeFirst();
    }
  }

  /** −H · gradient, H as the pairs have it. */
  private static double[] direction(Deque<Pair> pairs, double[] gradient) {
    double[] direction = gradient.clone();
    double[] alphas = new double[pairs.size()];
    int a = pairs.size();
    for (var newest = pairs.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      alphas[--a] = pair.inverse * dot(pair.step, direction);
      add(direction, -alphas[a], pair.change);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      scale(direction, 1 / (last.inverse * dot(last.change, last.change)));
    }
    for (Pair pair : pairs) {
      double beta = pair.inverse * dot(pair.change, direction);
      add(direction, alphas[a++] - beta, pair.step);
    }
    scale(direction, -1);
    return direction;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * what[i];
    }
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
