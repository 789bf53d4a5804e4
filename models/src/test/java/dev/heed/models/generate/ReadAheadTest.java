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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers whose readers stop: how far they are computed, and what becomes of the others. */
@Timeout(60)
class ReadAheadTest {
  private static final int CONTEXT = 2000;
  private static final int TOKENS = 3 * Answer.AHEAD;

  @RegisterExtension final LoadedDecoder loaded = new LoadedDecoder(TinyDecoder.llama(CONTEXT));

  private final AtomicInteger computed = new AtomicInteger();

  private GenerationScheduler scheduler(int sequences) {
    CacheOptions cache = CacheOptions.of(CONTEXT).withSequences(sequences).withChunk(16);
    return new GenerationScheduler(loaded.model(), cache);
  }

  /** A long answer whose tokens are counted. */
  private TokenSource submit(GenerationScheduler scheduler) {
    LogitStep counts = (scores, count, history) -> computed.incrementAndGet();
    return scheduler.submit(request(greedy(TOKENS), List.of(counts), 1, 2, 3));
  }

  private GenerationResult alone(int maxTokens, int... prompt) {
    try (GenerationScheduler scheduler = scheduler(1)) {
      return read(scheduler.submit(request(greedy(maxTokens), prompt)));
    }
  }

  /** Until the answer waits for its reader. */
  private void awaitComputed() throws InterruptedException {
    while (computed.get() < Answer.AHEAD) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Asks for one token, and for all others when it is told to. */
  private static final class Slow implements Flow.Subscriber<GeneratedToken> {
    final CountDownLatch first = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final List<Integer> ids = new ArrayList<>();
    volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(GeneratedToken token) {
      ids.add(token.id());
      first.countDown();
    }

    @Override
    public void onError(Throwable error) {
      ended.countDown();
    }

    @Override
    public void onComplete() {
      ended.countDown();
    }

    void requestAll() {
      Flow.Subscription given = subscription;
      if (given != null) {
        given.request(Long.MAX_VALUE);
      }
    }
  }

  @Test
  void aSubscriberThatRequestsNoMoreHasNoMoreComputedAndOthersGetItsRoom() throws Exception {
    Slow slow = new Slow();
    try (GenerationScheduler scheduler = scheduler(1)) {
      TokenStream.of(submit(scheduler)).publisher().subscribe(slow);
      slow.first.await();
      TokenSource other = scheduler.submit(request(greedy(40), 4, 5, 6));
      assertThat(read(other).ids()).isEqualTo(alone(40, 4, 5, 6).ids());
      assertThat(computed.get()).isBetween(Answer.AHEAD, Answer.AHEAD + 2);
      slow.requestAll();
      slow.ended.await();
    }
    assertThat(slow.ids.stream().mapToInt(Integer::intValue).toArray())
        .isEqualTo(alone(TOKENS, 1, 2, 3).ids());
  }

  @Test
  void anIteratorThatIsLeftHoldsNobodyUp() {
    try (GenerationScheduler scheduler = scheduler(1)) {
      Iterator<GeneratedToken> left = TokenStream.of(submit(scheduler)).iterator();
      left.next();
      TokenSource other = scheduler.submit(request(greedy(40), 4, 5, 6));
      assertThat(read(other).ids()).isEqualTo(alone(40, 4, 5, 6).ids());
      assertThat(computed.get()).isBetween(Answer.AHEAD, Answer.AHEAD + 1);
    }
  }

  /** With rows of its own all the time, and with rows that others had meanwhile. */
  @Test
  void anAnswerThatWaitedForItsReaderIsWhatItIsAlone() throws Exception {
    GenerationResult alone = alone(TOKENS, 1, 2, 3);
    for (int sequences : new int[] {2, 1}) {
      computed.set(0);
      try (GenerationScheduler scheduler = scheduler(sequences)) {
        TokenSource source = submit(scheduler);
        awaitComputed();
        read(scheduler.submit(request(greedy(40), 4, 5, 6)));
        assertThat(computed.get()).isEqualTo(Answer.AHEAD);
        GenerationResult result = read(source);
        assertThat(result.ids()).as("%d sequences", sequences).isEqualTo(alone.ids());
        assertThat(result.logProbs()).isEqualTo(alone.logProbs());
      }
    }
  }

  @Test
  void manyThatNobodyReadsAreThereForTheirReadersLater() {
    int[] alone = alone(TOKENS, 1, 2, 3).ids();
    try (GenerationScheduler scheduler = scheduler(2)) {
      List<TokenSource> sources = new ArrayList<>();
      for (int a = 0; a < 5; a++) {
        sources.add(submit(scheduler));
      }
      for (TokenSource source : sources.reversed()) {
        assertThat(read(source).ids()).isEqualTo(alone);
      }
    }
  }

  @Test
  void anAnswerThatWaitsForItsReaderIsCancelled() throws Exception {
    try (GenerationScheduler scheduler = scheduler(1)) {
      TokenSource source = submit(scheduler);
      awaitComputed();
      source.cancel();
      assertThat(source.next()).isNull();
      assertThat(source.result().finish()).isEqualTo(FinishReason.CANCELLED);
      assertThat(source.result().ids()).hasSizeBetween(Answer.AHEAD - 1, Answer.AHEAD);
    }
  }

  @Test
  void closingFailsAnAnswerThatWaitsForItsReader() throws Exception {
    TokenSource source;
    try (GenerationScheduler scheduler = scheduler(1)) {
      source = submit(scheduler);
      awaitComputed();
    }
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(HeedException.class)
        .hasMessageContaining("closed");
  }
}
