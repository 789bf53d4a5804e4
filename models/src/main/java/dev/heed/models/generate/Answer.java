package dev.heed.models.generate;

import dev.heed.engine.error.HeedException;
import dev.heed.models.arch.CancelledException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One answer: what the scheduler's thread chooses of it, and what its reader takes. One that is far
 * ahead of its reader says so, and that it is not any more.
 */
final class Answer implements TokenSource {
  /**
   * Tokens that may wait for the reader: enough that some answers which are read one after the
   * other are still computed together, and few beside what an answer costs that nobody goes on
   * reading.
   */
  static final int AHEAD = 512;

  /** As few are left of them when it is computed further: in long runs, not a token at a time. */
  private static final int GOES_ON = AHEAD / 2;

  private final GenerationRequest request;
  private final int limit;
  private final Sampler sampler;
  private final TokenHistory history;
  private final StopRule rule;
  private final StopScan stops;
  private final TokenText text;
  private final Runnable wake;
  private final long askedAt = System.nanoTime();

  /** Nobody waits for another lock while holding it: {@link #wake} is called without it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<GeneratedToken> waiting = new ArrayDeque<>();
  private final List<GeneratedToken> tokens = new ArrayList<>();
  private final StringBuilder whole = new StringBuilder();
  private volatile boolean cancelled;
  private volatile boolean ahead;
  private @Nullable FinishReason finish;
  private @Nullable Throwable failure;
  private @Nullable String stop;
  private boolean admitted;
  private int cached;
  private long admittedAt;
  private long firstAt;
  private long lastAt;

  /**
   * An answer that has not begun.
   *
   * @param limit most tokens of prompt and answer that are remembered
   * @param wake called when it is cancelled, and when its reader has come near
   */
  Answer(
      GenerationRequest request, int limit, int vocabulary, SamplerScratch scratch, Runnable wake) {
    this.request = request;
    this.limit = limit;
    this.sampler = new Sampler(request.options(), vocabulary, request.steps(), scratch);
    this.history = new TokenHistory(request.promptIds());
    // The last token of an answer needs no room: nothing follows it.
    int room = limit - request.promptIds().length + 1;
    SamplingOptions options = request.options();
    this.rule =
        StopRule.of(
            options.toBuilder().maxTokens(Math.min(options.maxTokens(), room)).build(),
            request.eos());
    this.stops = StopStrings.of(options.stopStrings()).scan();
    this.text = request.pieces().get();
    this.wake = wake;
  }

  /** Tokens of prompt and answer so far. */
  int size() {
    return history.size();
  }

  /** True where it has tokens. */
  boolean hasBegun() {
    return history.size() > history.promptSize();
  }

  /** Ids of prompt and answer so far. */
  int[] ids() {
    return ids(0, history.size());
  }

  /** Some of them. */
  int[] ids(int from, int to) {
    int[] ids = new int[to - from];
    Arrays.setAll(ids, i -> history.get(from + i));
    return ids;
  }

  int limit() {
    return limit;
  }

  /** True where the answer has no tokens whatever the model says. */
  boolean isEmpty() {
    return rule.maxTokens() == 0;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** True where its reader must come nearer before there are more tokens. */
  boolean isAhead() {
    return ahead && !cancelled;
  }

  /**
   * It has its room, and is computed from now on; again does nothing.
   *
   * @param at when room was looked for
   * @param promptTokens that were in the cache
   */
  void admit(long at, int promptTokens) {
    lock.lock();
    try {
      if (!admitted) {
        admitted = true;
        admittedAt = at;
        cached = promptTokens;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Chooses the next token.
   *
   * @return its id; −1 where the answer has ended with it
   */
  int choose(float[] logits) {
    SampledToken choice = sampler.next(logits, 0, history);
    history.append(choice.id());
    int count = history.size() - history.promptSize();
    Optional<FinishReason> reason = rule.after(choice.id(), count);
    boolean silent = reason.isPresent() && reason.get() != FinishReason.LENGTH;
    String certain = silent ? "" : stops.push(text.push(choice.id()));
    if (reason.isPresent() && !stops.stopped()) {
      certain += stops.push(text.finish()); // What was held back may end in a stop string, too.
      certain += stops.finish();
    }
    if (stops.stopped()) {
      reason = Optional.of(FinishReason.STOP);
    }
    deliver(GeneratedToken.of(choice, certain), stops.stop().orElse(null));
    reason.ifPresent(this::end);
    return reason.isPresent() ? -1 : choice.id();
  }

  private void deliver(GeneratedToken token, @Nullable String found) {
    lock.lock();
    try {
      if (cancelled) {
        return; // The result may have been taken.
      }
      stop = found;
      lastAt = System.nanoTime();
      if (tokens.isEmpty()) {
        firstAt = lastAt;
      }
      tokens.add(token);
      whole.append(token.text());
      waiting.add(token);
      if (waiting.size() >= AHEAD) {
        ahead = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nothing more comes; a second end does nothing. Whatever ends one that was cancelled, it was
   * cancelled: what there was of it may have been taken.
   */
  void end(FinishReason reason) {
    lock.lock();
    try {
      if (finish == null && failure == null) {
        finish = cancelled ? FinishReason.CANCELLED : reason;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes, since this happened; no concern of one that was cancelled. */
  void fail(Throwable error) {
    lock.lock();
    try {
      if (finish == null && failure == null) {
        if (cancelled) {
          finish = FinishReason.CANCELLED;
        } else {
          failure = error;
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable GeneratedToken next() {
    try {
      GeneratedToken token = await();
      if (ahead) {
        comeNearer();
      }
      return token;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (cancelIfRunning()) {
        throw new CancelledException("generation was cancelled: its reader was interrupted");
      }
      return next(); // It has ended meanwhile, and is not waited for.
    }
  }

  private @Nullable GeneratedToken await() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && finish == null && failure == null && !cancelled) {
        changed.await();
      }
      if (failure != null) {
        waiting.clear();
        throw thrown(failure);
      }
      if (cancelled) {
        waiting.clear();
        return null;
      }
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private void comeNearer() {
    lock.lock();
    try {
      if (waiting.size() > GOES_ON) {
        return;
      }
      ahead = false;
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** The error of another thread, with this one's trace. */
  private static RuntimeException thrown(Throwable failure) {
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new HeedException("generation failed: " + why, failure);
  }

  @Override
  public void cancel() {
    cancelIfRunning();
  }

  /** Cancels; false where it had ended. */
  private boolean cancelIfRunning() {
    lock.lock();
    try {
      if (finish != null || failure != null || cancelled) {
        return false;
      }
      cancelled = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    wake.run();
    return true;
  }

  @Override
  public GenerationResult result() {
    lock.lock();
    try {
      if (failure != null) {
        throw thrown(failure);
      }
      FinishReason reason = cancelled && finish == null ? FinishReason.CANCELLED : finish;
      if (reason == null || (!cancelled && !waiting.isEmpty())) {
        throw new IllegalStateException("the answer has not ended; read it to its end first");
      }
      return new GenerationResult(
          request.promptIds(), tokens, whole.toString(), reason, stop, sampler.seed(), timings());
    } finally {
      lock.unlock();
    }
  }

  private Timings timings() {
    int generated = tokens.size();
    long first = generated == 0 ? System.nanoTime() : firstAt;
    long last = generated == 0 ? first : lastAt;
    long begun = admitted ? admittedAt : first;
    return new Timings(
        request.promptIds().length,
        cached,
        generated,
        (begun - askedAt) / 1e9,
        (first - begun) / 1e9,
        (last - first) / 1e9);
  }
}
