package dev.heed.gpu.opencl.cl;

import java.util.Arrays;
import java.util.StringJoiner;

/** The last launches of a queue: what a late failure may come from, whichever thread meets it. */
final class RecentLaunches {
  private static final int KEPT = 8;

  private final String[] names = new String[KEPT];
  private final long[][] globals = new long[KEPT][];
  private final long[][] locals = new long[KEPT][];
  private long count;

  synchronized void add(String name, long[] global, long[] local) {
    int at = (int) (count++ % KEPT);
    names[at] = name;
    globals[at] = global;
    locals[at] = local;
  }

  static String describe(String name, long[] global, long[] local) {
    return "'%s' over %s work-items in groups of %s".formatted(name, times(global), times(local));
  }

  private static String times(long[] sizes) {
    StringJoiner text = new StringJoiner("×");
    Arrays.stream(sizes).forEach(size -> text.add(Long.toString(size)));
    return text.toString();
  }

  /** The oldest first. */
  @Override
  public synchronized String toString() {
    StringJoiner text = new StringJoiner(", ");
    for (long n = Math.max(0, count - KEPT); n < count; n++) {
      int at = (int) (n % KEPT);
      text.add(describe(names[at], globals[at], locals[at]));
    }
    return count == 0 ? "none" : text.toString();
  }
}
