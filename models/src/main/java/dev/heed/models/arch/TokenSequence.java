package dev.heed.models.arch;

import dev.heed.engine.error.ClosedException;
import java.util.Arrays;

/**
 * One text in a session: how many of its tokens are remembered, and where. Closing it gives its
 * rows to others.
 */
public final class TokenSequence implements AutoCloseable {
  private final DecoderSession session;
  private int limit;
  private KeyValueRows.Span[] spans;
  private int[] ids = {};
  private int length;
  private boolean longText;
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

  /** Most tokens that it can have, until it grows. */
  public int limit() {
    return limit;
  }

  /**
   * Takes room for more tokens, where there is any behind its rows or for a copy of them.
   *
   * @return false, and nothing has changed, where there is none now
   */
  public boolean grow(int tokens) {
    return session.grow(this, tokens);
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

  /**
   * Says of how many tokens the text will be at least. Where long texts have other rotations than
   * short ones (LongRoPE), what is remembered is computed anew when a text becomes long; a text
   * that is known to become so when it begins has the rotations of a long one from then on, and so
   * have all its logits.
   */
  public void expect(int tokens) {
    session.expect(this, tokens);
  }

  /** Whether it has the rotations of a long text. */
  boolean isLong() {
    return longText;
  }

  void setLong(boolean value) {
    longText = value;
  }

  /** The tokens that are remembered. */
  int[] ids() {
    return Arrays.copyOf(ids, length);
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

  void setLimit(int tokens) {
    limit = tokens;
  }

  void setSpans(KeyValueRows.Span[] others) {
    spans = others;
  }

  void append(int[] next) {
    int end = length + next.length;
    if (end > ids.length) {
      ids = Arrays.copyOf(ids, Math.min(limit, Math.max(end, 2 * ids.length)));
    }
    System.arraycopy(next, 0, ids, length, next.length);
    length = end;
  }

  /** Forgets all but the first tokens. */
  void cut(int tokens) {
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
