package dev.heed.models.generate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer of the tokens 0, 1, 2, …, which fails in the end if it is told to. */
final class ListedTokens implements TokenSource {
  private final int count;
  private final @Nullable RuntimeException failure;
  private final List<GeneratedToken> given = new ArrayList<>();
  private volatile boolean cancelled;
  private boolean ended;

  ListedTokens(int count) {
    this(count, null);
  }

  ListedTokens(int count, @Nullable RuntimeException failure) {
    this.count = count;
    this.failure = failure;
  }

  @Override
  public synchronized @Nullable GeneratedToken next() {
    if (cancelled || ended || given.size() == count) {
      ended = true;
      if (failure != null && !cancelled) {
        throw failure;
      }
      return null;
    }
    GeneratedToken token = new GeneratedToken(given.size(), "t" + given.size(), -1, List.of());
    given.add(token);
    return token;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public synchronized GenerationResult result() {
    if (!ended || (failure != null && !cancelled)) {
      throw new IllegalStateException("the answer has no result");
    }
    return new GenerationResult(
        new int[] {7},
        given,
        "",
        cancelled ? FinishReason.CANCELLED : FinishReason.LENGTH,
        null,
        1,
        new Timings(1, 0, given.size(), 0, 1, 1));
  }

  /** How many tokens were computed. */
  synchronized int computed() {
    return given.size();
  }

  boolean cancelled() {
    return cancelled;
  }
}
