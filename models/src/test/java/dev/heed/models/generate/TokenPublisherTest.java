package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rules of Reactive Streams 1.0.4 that a publisher has to keep, by their numbers. Tasks run
 * when the test says so, but in the tests with threads.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenPublisherTest {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final ListedTokens source = new ListedTokens(3);
  private final TokenStream stream = TokenStream.of(source);
  private final Recorder recorder = new Recorder();

  /** Writes down what it is told. */
  private static class Recorder implements Flow.Subscriber<GeneratedToken> {
    final List<String> signals = new ArrayList<>();
    Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      signals.add("subscribed");
      subscription = given;
    }

    @Override
    public void onNext(GeneratedToken token) {
      signals.add(token.text());
    }

    @Override
    public void onError(Throwable error) {
      signals.add(error.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      signals.add("complete");
    }

    void request(long count) {
      if (subscription != null) {
        subscription.request(count);
      }
    }

    void cancel() {
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void subscribe(Recorder to) {
    stream.publisher(tasks::add).subscribe(to);
    runTasks();
  }

  private void request(long count) {
    recorder.request(count);
    runTasks();
  }

  /** 1.1. */
  @Test
  void noMoreTokensComeThanWereRequested() {
    subscribe(recorder);
    assertThat(recorder.signals).containsExactly("subscribed");
    request(1);
    assertThat(recorder.signals).containsExactly("subscribed", "t0");
    request(1);
    assertThat(recorder.signals).containsExactly("subscribed", "t0", "t1");
  }

  @Test
  void nothingIsComputedBeforeTheFirstRequest() {
    subscribe(recorder);
    assertThat(source.computed()).isEqualTo(0);
  }

  @Test
  void oneTokenIsComputedAheadOfTheDemand() {
    subscribe(recorder);
    request(1);
    assertThat(source.computed()).isEqualTo(2);
  }

  /** 1.5: with the last token, without another request. */
  @Test
  void theEndIsToldWithTheLastToken() {
    subscribe(recorder);
    request(3);
    assertThat(recorder.signals).containsExactly("subscribed", "t0", "t1", "t2", "complete");
    assertThat(stream.result().ids()).containsExactly(0, 1, 2);
  }

  /** 3.8: demand adds up; 3.17: beyond the greatest number it has no end. */
  @Test
  void demandAddsUp() {
    subscribe(recorder);
    recorder.request(Long.MAX_VALUE);
    recorder.request(Long.MAX_VALUE);
    runTasks();
    assertThat(recorder.signals).endsWith("t2", "complete");
  }

  /** 1.7, 3.6: after the end nothing more is said, whatever is asked. */
  @Test
  void nothingIsSaidAfterTheEnd() {
    subscribe(recorder);
    request(9);
    int said = recorder.signals.size();
    request(1);
    request(-1);
    recorder.cancel();
    runTasks();
    assertThat(recorder.signals).hasSize(said);
    assertThat(source.cancelled()).isFalse();
  }

  /** 1.4. */
  @Test
  void aFailureIsTold() {
    TokenStream.of(new ListedTokens(1, new IllegalArgumentException("broken")))
        .publisher(tasks::add)
        .subscribe(recorder);
    runTasks();
    request(5);
    assertThat(recorder.signals).containsExactly("subscribed", "t0", "IllegalArgumentException");
  }

  /** 1.9. */
  @Test
  void aSubscriberThatIsNullIsRefused() {
    assertThatThrownBy(() -> stream.publisher(tasks::add).subscribe(null))
        .isInstanceOf(NullPointerException.class);
  }

  /** 1.9, 1.11: one answer has one reader; another is told so, behind a subscription. */
  @Test
  void anotherSubscriberGetsAnError() {
    subscribe(recorder);
    Recorder second = new Recorder();
    subscribe(second);
    assertThat(second.signals).containsExactly("subscribed", "IllegalStateException");
    request(3);
    assertThat(recorder.signals).endsWith("complete");
  }

  /** 3.3: a subscriber that asks for the next token in onNext does not pile up frames. */
  @Test
  void requestsInOnNextDoNotRecurse() {
    int count = 100_000;
    AtomicInteger got = new AtomicInteger();
    Recorder greedy =
        new Recorder() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            given.request(1);
          }

          @Override
          public void onNext(GeneratedToken token) {
            got.incrementAndGet();
            request(1);
          }
        };
    TokenStream.of(new ListedTokens(count)).publisher(Runnable::run).subscribe(greedy);
    assertThat(got.get()).isEqualTo(count);
    assertThat(greedy.signals).containsExactly("subscribed", "complete");
  }

  /** 3.9. */
  @Test
  void aRequestOfNoTokensIsAnError() {
    for (long count : new long[] {0, -1, Long.MIN_VALUE}) {
      ListedTokens listed = new ListedTokens(3);
      Recorder bad = new Recorder();
      TokenStream.of(listed).publisher(tasks::add).subscribe(bad);
      runTasks();
      bad.request(count);
      runTasks();
      assertThat(bad.signals).containsExactly("subscribed", "IllegalArgumentException");
      assertThat(listed.cancelled()).isTrue();
    }
  }

  /** 3.5, 3.7, 3.12: cancelling works at once and any number of times. */
  @Test
  void nothingComesAfterACancellation() {
    subscribe(recorder);
    recorder.request(3);
    recorder.cancel();
    recorder.cancel();
    recorder.request(1);
    runTasks();
    assertThat(recorder.signals).containsExactly("subscribed");
    assertThat(source.cancelled()).isTrue();
  }

  @Test
  void aSubscriberMayCancelInOnNext() {
    Recorder once =
        new Recorder() {
          @Override
          public void onNext(GeneratedToken token) {
            super.onNext(token);
            cancel();
          }
        };
    subscribe(once);
    once.request(3);
    runTasks();
    assertThat(once.signals).containsExactly("subscribed", "t0");
    assertThat(source.computed()).isEqualTo(1);
    assertThat(source.cancelled()).isTrue();
  }

  @Test
  void aSubscriberMayCancelInOnSubscribe() {
    Recorder never =
        new Recorder() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            given.request(3);
            given.cancel();
          }
        };
    subscribe(never);
    assertThat(never.signals).containsExactly("subscribed");
    assertThat(source.computed()).isEqualTo(0);
  }

  /** 2.13. */
  @Test
  void whatASubscriberThrowsCancelsAndReachesTheExecutor() {
    Recorder throwing =
        new Recorder() {
          @Override
          public void onNext(GeneratedToken token) {
            throw new IllegalArgumentException("of the subscriber");
          }
        };
    subscribe(throwing);
    throwing.request(3);
    assertThatThrownBy(this::runTasks).hasMessage("of the subscriber");
    assertThat(source.cancelled()).isTrue();
    throwing.request(1);
    assertThat(tasks).isEmpty();
    assertThat(throwing.signals).containsExactly("subscribed");
  }

  @Test
  void anExecutorThatRefusesIsToldToTheSubscriber() {
    stream
        .publisher(task -> {
          throw new RejectedExecutionException("closed");
        })
        .subscribe(recorder);
    assertThat(recorder.signals).containsExactly("subscribed", "RejectedExecutionException");
    assertThat(source.cancelled()).isTrue();
  }

  @Test
  void theResultIsThereInOnComplete() {
    List<FinishReason> reasons = new ArrayList<>();
    Recorder asking =
        new Recorder() {
          @Override
          public void onComplete() {
            reasons.add(stream.result().finish());
          }
        };
    subscribe(asking);
    assertThatThrownBy(stream::result)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ask again in onComplete");
    asking.request(9);
    runTasks();
    assertThat(reasons).containsExactly(FinishReason.LENGTH);
  }

  /** 1.3, with requests from two threads while a third computes. */
  @Test
  void signalsComeOneAfterTheOther() throws Exception {
    int count = 20_000;
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    List<Integer> ids = new ArrayList<>();
    Recorder counting =
        new Recorder() {
          @Override
          public void onNext(GeneratedToken token) {
            if (inside.incrementAndGet() != 1) {
              together.incrementAndGet();
            }
            ids.add(token.id());
            inside.decrementAndGet();
          }

          @Override
          public void onComplete() {
            done.countDown();
          }
        };
    CountDownLatch subscribed = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      TokenStream.of(new ListedTokens(count)).publisher(executor).subscribe(counting);
      executor.execute(subscribed::countDown);
      subscribed.await();
      while (counting.subscription == null) {
        Thread.onSpinWait();
      }
      for (int thread = 0; thread < 2; thread++) {
        executor.execute(() -> {
          for (int i = 0; i < count / 2; i++) {
            counting.request(1);
          }
        });
      }
      assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(together.get()).isEqualTo(0);
    assertThat(ids).hasSize(count).isSorted();
  }

  @Test
  void aVirtualThreadComputesWhereNoExecutorIsGiven() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Recorder all =
        new Recorder() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            given.request(Long.MAX_VALUE);
          }

          @Override
          public void onComplete() {
            super.onComplete();
            done.countDown();
          }
        };
    stream.publisher().subscribe(all);
    assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
    assertThat(all.signals).containsExactly("subscribed", "t0", "t1", "t2", "complete");
  }
}
