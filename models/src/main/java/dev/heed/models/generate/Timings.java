package dev.heed.models.generate;

/**
 * What a text took.
 *
 * @param promptTokens of the prompt
 * @param cachedTokens of these, the ones that an earlier prompt had left in the cache
 * @param generatedTokens of the answer
 * @param queueSeconds from the call until there was room for the answer
 * @param prefillSeconds from then to the first token of the answer
 * @param decodeSeconds from the first token of the answer to the last, and what it waited between
 *     them for room or for its reader
 */
public record Timings(
    int promptTokens,
    int cachedTokens,
    int generatedTokens,
    double queueSeconds,
    double prefillSeconds,
    double decodeSeconds) {
  public Timings {
    if (cachedTokens < 0 || cachedTokens > promptTokens || generatedTokens < 0) {
      throw new IllegalArgumentException(
          "%d prompt tokens, %d of them cached, %d generated tokens"
              .formatted(promptTokens, cachedTokens, generatedTokens));
    }
    if (!(queueSeconds >= 0 && prefillSeconds >= 0 && decodeSeconds >= 0)) {
      throw new IllegalArgumentException(
          "%s seconds of waiting, %s of prefill, %s of decoding"
              .formatted(queueSeconds, prefillSeconds, decodeSeconds));
    }
  }

  /** Tokens of the prompt that were computed in a second; 0 where none were. */
  public double prefillTokensPerSecond() {
    return rate(promptTokens - cachedTokens, prefillSeconds);
  }

  /**
   * Tokens of the answer in a second, the first one left out, which the prompt gives; 0 where there
   * are no others.
   */
  public double decodeTokensPerSecond() {
    return rate(Math.max(0, generatedTokens - 1), decodeSeconds);
  }

  private static double rate(int tokens, double seconds) {
    return seconds == 0 ? 0 : tokens / seconds;
  }
}
