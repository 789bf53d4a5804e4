package dev.heed.models.hub;

/**
 * The hub gave no answer that can be used: no network, a certificate that is not trusted, or it is
 * busy or broken. What is in the cache is not touched by that.
 */
public final class HubUnreachableException extends HubException {
  private static final long serialVersionUID = 1L;

  /** With what was tried and what happened. */
  public HubUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
