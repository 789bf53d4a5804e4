package dev.heed.models.arch;

import dev.heed.engine.error.ClosedException;

/**
 * One text in a session: how many of its tokens are remembered, and where. Closing it gives its
 * rows to others.
 */
public final class TokenSequence implements AutoCloseable {
  private final DecoderSession session;
  private final int limit;
  private final KeyValueRows.Span[] spans;
  private int length;
  private boolean lost;
  private boolean closed;

  TokenSequence(DecoderSession session, int limit, KeyValueRows.Span[] spans) {
    this.session = session;
    this.limit = limit;
    this.spans = spans;
  }

  /** Tokens that are remembered. */
  public int length() {
    return length;
  }

  /** Most tokens that it can have. */
  public int limit() {
    return limit;
  }

  /**
   * Forgets all but the first tokens, so that others may follow them.
   *
   * @throws IllegalArgumentException when there are not so many, or a layer with a window has
   *     forgotten what the next token would look at; {@link #canReturnTo} tells
   */
  public void returnTo(int tokens) {
    session.returnTo(this, tokens);
  }

  /** True where {@link #returnTo} is possible. */
  public boolean canReturnTo(int tokens) {
    return session.canReturnTo(this, tokens);
  }

  KeyValueRows.Span span(int kind) {
    return spans[kind];
  }

  KeyValueRows.Span[] spans() {
    return spans;
  }

  boolean isOf(DecoderSession other) {
    return session.equals(other);
  }

  void setLength(int tokens) {
    length = tokens;
  }

  /** What it remembers was half moved when a pass failed. */
  void lose() {
    lost = true;
  }

  void refuseIfGone() {
    if (closed) {
      throw new ClosedException("the sequence is closed");
    }
    if (lost) {
      throw new ClosedException(
          "what the sequence remembers was lost when a pass failed; open another");
    }
  }

  /** True the first time. */
  boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /** Gives its rows back. A second close does nothing. */
  @Override
  public void close() {
    session.release(this);
  }
}
