package dev.heed.models.hub;

import java.util.Optional;

/**
 * What proves to a hub who asks. Not shown by {@link #toString}.
 *
 * @param secret the token
 * @param source where it comes from, for error texts
 */
public record AccessToken(String secret, String source) {
  /**
   * Checks that it can stand in a header.
   *
   * @throws HubException if it cannot
   */
  public AccessToken {
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new HubException(
          "the token from %s holds a space or another sign that no token has".formatted(source));
    }
  }

  /** The token in a text that may end in a line break; empty where there is nothing else. */
  static Optional<AccessToken> in(String text, String source) {
    String stripped = text.strip();
    return stripped.isEmpty() ? Optional.empty() : Optional.of(new AccessToken(stripped, source));
  }

  @Override
  public String toString() {
    return "the token from " + source;
  }
}
