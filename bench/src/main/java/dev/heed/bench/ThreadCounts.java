package dev.heed.bench;

import java.util.stream.IntStream;

/** With how many threads a table measures. */
public final class ThreadCounts {
  private ThreadCounts() {}

  /** 1, and 2 where there are two processors. */
  public static int[] oneAndTwo() {
    return IntStream.of(1, 2)
        .filter(threads -> threads <= Runtime.getRuntime().availableProcessors())
        .toArray();
  }

  /** The same, and as many as there are processors where these are more. */
  public static int[] oneTwoAndAll() {
    return IntStream.concat(
            IntStream.of(oneAndTwo()), IntStream.of(Runtime.getRuntime().availableProcessors()))
        .distinct()
        .toArray();
  }
}
