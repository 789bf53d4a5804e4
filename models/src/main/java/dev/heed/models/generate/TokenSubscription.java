package dev.heed.models.generate;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber and its demand. Whoever brings news (demand, a cancellation) counts it; the first
 * to do so starts a task, which goes on until it has seen all news, so that signals come one after
 * the other. The numbers in comments are those of the rules of Reactive Streams 1.0.4.
 */
final class TokenSubscription implements Flow.Subscription, Runnable {
  private final TokenStream stream;
  private final Executor executor;
  private final AtomicInteger news = new AtomicInteger();
  private final AtomicLong demand = new AtomicLong();
  private volatile boolean cancelled;
  private volatile @Nullable IllegalArgumentException badRequest;

  /** Null when there is nothing more to say to it (3.13). */
  private volatile Flow.@Nullable Subscriber<? super GeneratedToken> subscriber;

  // Of the running task:
  private boolean introduced;
  private boolean delivered;
  private @Nullable GeneratedToken ahead;

  TokenSubscription(
      TokenStream stream, Executor executor, Flow.Subscriber<? super GeneratedToken> subscriber) {
    this.stream = stream;
    this.executor = executor;
    this.subscriber = subscriber;
  }

  void start() {
    tell();
  }

  @Override
  public void request(long count) {
    if (count <= 0) {
      badRequest =
          new IllegalArgumentException(
              "rule 3.9: %d tokens were requested; expected 1 or more".formatted(count));
    } else {
      demand.accumulateAndGet(count, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b); // 3.17
    }
    tell();
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (subscriber != null) {
      stream.cancel();
      tell(); // lets go of the subscriber
    }
  }

  private void tell() {
    if (subscriber == null || news.getAndIncrement() != 0) {
      return;
    }
    try {
      executor.execute(this);
    } catch (RejectedExecutionException e) {
      reject(e);
    }
  }

  /** No task runs, nor will one: the count of news stays above 0. */
  private void reject(RejectedExecutionException e) {
    Flow.Subscriber<? super GeneratedToken> waiting = subscriber;
    subscriber = null;
    stream.cancel();
    if (waiting != null && !cancelled) {
      if (introduced) {
        waiting.onError(e);
      } else {
        TokenPublisher.refuse(waiting, e);
      }
    }
  }

  /**
   * Delivers until nothing is new. When a subscriber throws (against 2.13) the count of news stays
   * above 0, so no task runs again, and the executor gets the exception.
   */
  @Override
  public void run() {
    int seen = news.get();
    do {
      deliver();
      seen = news.addAndGet(-seen);
    } while (seen != 0);
  }

  private void deliver() {
    Flow.Subscriber<? super GeneratedToken> to = subscriber;
    if (to == null) {
      return;
    }
    boolean returned = false;
    try {
      while (deliverNext(to)) {}
      returned = true;
    } finally {
      if (!returned) {
        subscriber = null;
        stream.cancel();
      }
    }
  }

  /** One step; whether there may be another. */
  private boolean deliverNext(Flow.Subscriber<? super GeneratedToken> to) {
    if (!introduced) {
      introduced = true;
      to.onSubscribe(this);
    }
    IllegalArgumentException bad = badRequest;
    if (cancelled) {
      subscriber = null;
      return false;
    }
    if (bad != null) {
      stream.cancel();
      return fail(to, bad); // 3.9
    }
    // Without demand one token is computed ahead of it, but only once there has been demand.
    boolean wanted = demand.get() > 0;
    if (ahead == null && (wanted || delivered)) {
      try {
        ahead = stream.pull();
      } catch (RuntimeException e) {
        return fail(to, e);
      } catch (Error e) {
        fail(to, e); // it goes on to the executor, but the subscriber must not wait for ever
        throw e;
      }
      if (ahead == null) {
        return end(to);
      }
      return true; // a cancellation may have come meanwhile
    }
    GeneratedToken token = ahead;
    if (!wanted || token == null) {
      return false;
    }
    ahead = null;
    delivered = true;
    if (demand.get() != Long.MAX_VALUE) {
      demand.decrementAndGet();
    }
    to.onNext(token);
    return true;
  }

  private boolean end(Flow.Subscriber<? super GeneratedToken> to) {
    subscriber = null;
    if (!cancelled) {
      to.onComplete();
    }
    return false;
  }

  private boolean fail(Flow.Subscriber<? super GeneratedToken> to, Throwable why) {
    subscriber = null;
    if (!cancelled) {
      to.onError(why);
    }
    return false;
  }
}
