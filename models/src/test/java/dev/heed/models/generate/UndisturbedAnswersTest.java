package dev.heed.models.generate;

import static dev.heed.models.generate.Answers.greedy;
import static dev.heed.models.generate.Answers.read;
import static dev.heed.models.generate.Answers.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.HeedException;
import dev.heed.models.LoadedDecoder;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.CancelledException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever befalls one answer, the others have the tokens that they have alone. */
@Timeout(60)
class UndisturbedAnswersTest {
  private static final int CONTEXT = 200;

  @RegisterExtension final LoadedDecoder loaded = new LoadedDecoder(TinyDecoder.llama(CONTEXT));

  private GenerationScheduler scheduler(int sequences) {
    return scheduler(CONTEXT, sequences);
  }

  private GenerationScheduler scheduler(int tokens, int sequences) {
    return new GenerationScheduler(
        loaded.model(), CacheOptions.of(tokens).withSequences(sequences).withChunk(16));
  }

  private int[] alone(int... prompt) {
    try (GenerationScheduler scheduler = scheduler(1)) {
      return read(scheduler.submit(request(greedy(40), prompt))).ids();
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aStepThatThrowsFailsItsAnswerAlone(Throwable failure) {
    LogitStep bad =
        (scores, count, history) -> {
          if (history.size() == 6) {
            throwAny(failure);
          }
        };
    try (GenerationScheduler scheduler = scheduler(2)) {
      TokenSource good = scheduler.submit(request(greedy(40), 7, 8, 9));
      TokenSource failing = scheduler.submit(request(greedy(40), List.of(bad), 1, 2, 3));
      assertThatThrownBy(() -> read(failing))
          .isInstanceOf(HeedException.class)
          .hasMessageContaining("generation failed: ")
          .hasCause(failure);
      assertThat(read(good).ids()).isEqualTo(alone(7, 8, 9));
      assertThat(read(scheduler.submit(request(greedy(40), 1, 2, 3))).ids())
          .isEqualTo(alone(1, 2, 3));
    }
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("a grammar that is wrong"),
        new AssertionError("a grammar that was sure"),
        new StackOverflowError());
  }

  private static void throwAny(Throwable failure) {
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalArgumentException(failure);
    }
  }

  @Test
  void aStepThatClosesTheSchedulerFailsItsAnswerAlone() {
    try (GenerationScheduler scheduler = scheduler(2)) {
      Runnable close = scheduler::close;
      LogitStep closes = (scores, count, history) -> close.run();
      TokenSource good = scheduler.submit(request(greedy(40), 7, 8, 9));
      TokenSource failing = scheduler.submit(request(greedy(40), List.of(closes), 1, 2, 3));
      assertThatThrownBy(() -> read(failing))
          .isInstanceOf(HeedException.class)
          .hasMessageContaining("close it from another thread");
      assertThat(read(good).ids()).isEqualTo(alone(7, 8, 9));
    }
  }

  @Test
  void aCallbackThatThrowsEndsItsAnswerAlone() {
    try (GenerationScheduler scheduler = scheduler(3)) {
      TokenSource before = scheduler.submit(request(greedy(40), 7, 8, 9));
      TokenStream thrown = TokenStream.of(scheduler.submit(request(greedy(40), 1, 2, 3)));
      TokenSource after = scheduler.submit(request(greedy(40), 4, 5, 6));
      List<GeneratedToken> heard = new ArrayList<>();
      assertThatThrownBy(() ->
              thrown.read(token -> {
                heard.add(token);
                if (heard.size() == 3) {
                  throw new IllegalStateException("from the callback");
                }
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("from the callback");
      assertThat(read(before).ids()).isEqualTo(alone(7, 8, 9));
      assertThat(read(after).ids()).isEqualTo(alone(4, 5, 6));
      assertThat(heard).hasSize(3);
    }
  }

  /** Another answer, which gets a token in each pass, cancels it after some of its twelve. */
  @Test
  void anAnswerIsCancelledInTheMiddleOfItsPrompt() {
    int[] prompt = TinyDecoder.ids(190, 5);
    AtomicReference<@Nullable TokenSource> victim = new AtomicReference<>();
    AtomicInteger passes = new AtomicInteger();
    LogitStep cancels =
        (scores, count, history) -> {
          TokenSource source = victim.get();
          if (source != null && passes.incrementAndGet() == 4) {
            source.cancel();
          }
        };
    try (GenerationScheduler scheduler = scheduler(3 * CONTEXT, 2)) {
      TokenSource other = scheduler.submit(request(greedy(180), List.of(cancels), 7, 8, 9));
      TokenSource cancelled = scheduler.submit(request(greedy(10), prompt));
      victim.set(cancelled);
      assertThat(cancelled.next()).isNull();
      assertThat(cancelled.result().finish()).isEqualTo(FinishReason.CANCELLED);
      assertThat(cancelled.result().ids()).isEmpty();
      assertThat(read(other).ids()).hasSize(180);
      // What was computed of it is remembered, and in nobody's way.
      GenerationResult again = read(scheduler.submit(request(greedy(10), prompt)));
      assertThat(again.timings().cachedTokens()).isBetween(16, 100);
      assertThat(again.ids()).isEqualTo(Arrays.copyOf(alone(prompt), 10));
    }
  }

  /** Not closed where it fails: that would wait for the same lock. */
  @Test
  void readersMayBeInterruptedAtAnyTime() throws InterruptedException {
    int readers = 4;
    int each = 20_000;
    CountDownLatch ended = new CountDownLatch(readers);
    GenerationScheduler scheduler = scheduler(2);
    for (int r = 0; r < readers; r++) {
      Random random = new Random(r);
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            for (int a = 0; a < each; a++) {
              // Most while they wait for room, some after a token or more.
              int tokens = Math.max(0, random.nextInt(400) - 396);
              interrupt(scheduler.submit(request(greedy(40), 1, 2, 3)), tokens);
            }
            ended.countDown();
          });
    }
    assertThat(ended.await(30, TimeUnit.SECONDS)).as("all readers came to their end").isTrue();
    assertThat(read(scheduler.submit(request(greedy(40), 7, 8, 9))).ids())
        .isEqualTo(alone(7, 8, 9));
    scheduler.close();
  }

  /** Reads so many tokens, then is interrupted. */
  private static void interrupt(TokenSource source, int tokens) {
    for (int t = 0; t < tokens; t++) {
      source.next();
    }
    Thread.currentThread().interrupt();
    List<CancelledException> thrown = new ArrayList<>();
    try {
      read(source);
    } catch (CancelledException e) {
      thrown.add(e);
    }
    // Where all its tokens were there, it had not to wait.
    assertThat(Thread.interrupted()).isTrue();
    assertThat(source.result().finish())
        .isEqualTo(thrown.isEmpty() ? FinishReason.LENGTH : FinishReason.CANCELLED);
  }
}
