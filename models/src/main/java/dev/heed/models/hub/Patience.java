package dev.heed.models.hub;

import java.time.Duration;

/**
 * How long a hub is waited for, and how often it is asked again.
 *
 * @param connect until a connection stands
 * @param answer until an answer begins
 * @param silence between two pieces of an answer
 * @param window in which at least {@code leastBytes} must come, or the connection is given up
 * @param leastBytes in each window
 * @param attempts in a row without progress before it is given up; at least 1
 * @param firstPause between the first two; each further one is twice as long
 * @param longestPause that is waited, even if the hub asks for more
 */
public record Patience(
    Duration connect,
    Duration answer,
    Duration silence,
    Duration window,
    long leastBytes,
    int attempts,
    Duration firstPause,
    Duration longestPause) {
  /** 10 seconds for an answer, as huggingface_hub waits; 1 KiB a second; six attempts in 31 s. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          60 << 10,
          6,
          Duration.ofSeconds(1),
          Duration.ofMinutes(5));

  /** The same, but so many attempts. */
  public Patience withAttempts(int most) {
    return new Patience(
        connect, answer, silence, window, leastBytes, most, firstPause, longestPause);
  }
}
