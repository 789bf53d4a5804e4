package dev.heed.engine;

/**
 * Why a backend was not taken.
 *
 * @param backend its name
 * @param reason what spoke against it
 * @param remedy what a person can do about it; may be empty
 */
public record Rejection(String backend, String reason, String remedy) {
  @Override
  public String toString() {
    return backend + ": " + reason + (remedy.isEmpty() ? "" : "; " + remedy);
  }
}
