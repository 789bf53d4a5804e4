package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.heed.engine.error.HeedException;
import dev.heed.models.LoadedDecoder;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.spec.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that are computed together are what they are alone. */
@Timeout(60)
class GenerationSchedulerTest {
  private static final int CONTEXT = 200;

  private static final SamplingOptions GREEDY =
      SamplingOptions.builder().temperature(0).maxTokens(40).build();

  @RegisterExtension final LoadedDecoder loaded = new LoadedDecoder(TinyDecoder.llama(CONTEXT));

  private GenerationScheduler scheduler(int tokens, int sequences) {
    return new GenerationScheduler(
        loaded.model(), CacheOptions.of(tokens).withSequences(sequences).withChunk(16));
  }

  private static GenerationRequest request(SamplingOptions options, int... prompt) {
    return new GenerationRequest(prompt, options, Set.of(), Numbers::new, List.of());
  }

  /** The text of a token is its number and a space. */
  private static final class Numbers implements TokenText {
    @Override
    public String push(int id) {
      return id + " ";
    }

    @Override
    public String finish() {
      return "";
    }
  }

  private static GenerationResult read(TokenSource source) {
    while (source.next() != null) {
      // to its end
    }
    return source.result();
  }

  private GenerationResult alone(SamplingOptions options, int... prompt) {
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      return read(scheduler.submit(request(options, prompt)));
    }
  }

  @Test
  void anAnswerHasItsTokensItsTextAndItsEnd() {
    GenerationResult result = alone(GREEDY, 1, 2, 3);
    assertThat(result.ids()).hasSize(40);
    assertThat(result.finish()).isEqualTo(FinishReason.LENGTH);
    assertThat(result.promptIds()).containsExactly(1, 2, 3);
    assertThat(result.text())
        .isEqualTo(Arrays.stream(result.ids()).mapToObj(id -> id + " ").reduce("", String::concat));
    assertThat(result.timings().generatedTokens()).isEqualTo(40);
    assertThat(Arrays.stream(result.logProbs()).max().orElseThrow()).isNotPositive();
  }

  @Test
  void answersSideBySideAreWhatTheyAreAlone() {
    List<SamplingOptions> options = new ArrayList<>();
    List<int[]> prompts = new ArrayList<>();
    for (int a = 0; a < 12; a++) {
      options.add(
          SamplingOptions.builder()
              .temperature(a % 3 == 0 ? 0 : 1.5)
              .seed(100L + a)
              .maxTokens(5 + 3 * a)
              .build());
      prompts.add(TinyDecoder.ids(1 + 5 * a, a));
    }
    List<GenerationResult> together = new ArrayList<>();
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 4)) {
      List<TokenSource> sources = new ArrayList<>();
      for (int a = 0; a < 12; a++) {
        sources.add(scheduler.submit(request(options.get(a), prompts.get(a))));
      }
      sources.forEach(source -> together.add(read(source)));
    }
    for (int a = 0; a < 12; a++) {
      GenerationResult alone = alone(options.get(a), prompts.get(a));
      assertThat(together.get(a).ids()).as("answer %d", a).isEqualTo(alone.ids());
      assertThat(together.get(a).logProbs()).isEqualTo(alone.logProbs());
    }
  }

  /** Each may have the whole cache, and gets rows as it grows; then the last ones wait. */
  @Test
  void answersWithoutAMaximumShareTheCache() {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 4)) {
      List<TokenSource> sources = new ArrayList<>();
      for (int a = 0; a < 6; a++) {
        int answer = a;
        LogitStep listed = (scores, count, history) -> order.add(answer);
        sources.add(scheduler.submit(endless(List.of(listed), a)));
      }
      for (int a = 0; a < 6; a++) {
        GenerationResult result = read(sources.get(a));
        GenerationResult alone;
        try (GenerationScheduler other = scheduler(CONTEXT, 1)) {
          alone = read(other.submit(endless(List.of(), a)));
        }
        assertThat(result.ids()).as("answer %d", a).hasSize(CONTEXT - 3 + 1);
        assertThat(result.ids()).as("answer %d", a).isEqualTo(alone.ids());
        assertThat(result.logProbs()).isEqualTo(alone.logProbs());
      }
    }
    assertThat(order).hasSize(6 * (CONTEXT - 3 + 1));
    assertThat(order.indexOf(1)).isLessThan(order.lastIndexOf(0));
    assertThat(order.indexOf(2)).isLessThan(order.lastIndexOf(0));
    assertThat(order.lastIndexOf(0)).isLessThan(order.lastIndexOf(1));
  }

  private static GenerationRequest endless(List<LogitStep> steps, int seed) {
    SamplingOptions options = SamplingOptions.builder().temperature(1.2).seed(seed).build();
    return new GenerationRequest(TinyDecoder.ids(3, seed), options, Set.of(), Numbers::new, steps);
  }

  /** The next turn of a conversation, whose answer may be as long as the one before. */
  @Test
  void whereOneSequenceIsAllThereIsTheNextPromptFindsRoomBehindIt() {
    int[] first = TinyDecoder.ids(50, 1);
    int[] second = Arrays.copyOf(first, 70);
    System.arraycopy(TinyDecoder.ids(20, 2), 0, second, 50, 20);
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      assertThat(read(scheduler.submit(request(GREEDY, first))).ids()).hasSize(40);
      GenerationResult result = read(scheduler.submit(request(GREEDY, second)));
      assertThat(result.timings().cachedTokens()).isEqualTo(50);
      assertThat(result.ids()).isEqualTo(alone(GREEDY, second).ids());
    }
  }

  @Test
  void aPromptThatBeginsAsAnEarlierOneIsNotComputedAgain() {
    int[] first = TinyDecoder.ids(50, 1);
    int[] second = Arrays.copyOf(first, 70);
    System.arraycopy(TinyDecoder.ids(20, 2), 0, second, 50, 20);
    try (GenerationScheduler scheduler = scheduler(2 * CONTEXT, 2)) {
      read(scheduler.submit(request(GREEDY, first)));
      GenerationResult result = read(scheduler.submit(request(GREEDY, second)));
      assertThat(result.timings().cachedTokens()).isEqualTo(50);
      GenerationResult alone = alone(GREEDY, second);
      assertThat(result.ids()).isEqualTo(alone.ids());
      assertThat(result.logProbs()).isEqualTo(alone.logProbs());
    }
  }

  @Test
  void theSamePromptAgainComputesItsLastTokenOnly() {
    int[] prompt = TinyDecoder.ids(50, 3);
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      GenerationResult first = read(scheduler.submit(request(GREEDY, prompt)));
      GenerationResult again = read(scheduler.submit(request(GREEDY, prompt)));
      assertThat(again.timings().cachedTokens()).isEqualTo(49);
      assertThat(again.ids()).isEqualTo(first.ids());
    }
  }

  @Test
  void anEndTokenEndsTheAnswer() {
    int[] ids = alone(GREEDY, 1, 2, 3).ids();
    int end = ids[6];
    int at = 0;
    while (ids[at] != end) {
      at++;
    }
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      GenerationResult result =
          read(
              scheduler.submit(
                  new GenerationRequest(
                      new int[] {1, 2, 3}, GREEDY, Set.of(end), Numbers::new, List.of())));
      assertThat(result.finish()).isEqualTo(FinishReason.EOS);
      assertThat(result.ids()).isEqualTo(Arrays.copyOf(ids, at + 1));
    }
  }

  @Test
  void aStopStringAcrossTokensEndsTheTextBeforeIt() {
    GenerationResult whole = alone(GREEDY, 1, 2, 3);
    String text = whole.text();
    String stop = text.substring(12, 18);
    SamplingOptions options = GREEDY.toBuilder().stopString(stop).build();
    GenerationResult result = alone(options, 1, 2, 3);
    assertThat(result.finish()).isEqualTo(FinishReason.STOP);
    assertThat(result.stop()).isEqualTo(stop);
    assertThat(result.text()).isEqualTo(text.substring(0, text.indexOf(stop)));
  }

  @Test
  void theContextEndsAnAnswerThatWouldBeLonger() {
    SamplingOptions options = SamplingOptions.GREEDY;
    GenerationResult result = alone(options, TinyDecoder.ids(190, 4));
    assertThat(result.finish()).isEqualTo(FinishReason.LENGTH);
    assertThat(result.ids()).hasSize(CONTEXT - 190 + 1);
  }

  @Test
  void noTokensAreNoTokens() {
    GenerationResult result = alone(GREEDY.toBuilder().maxTokens(0).build(), 1, 2, 3);
    assertThat(result.ids()).isEmpty();
    assertThat(result.finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void aPromptLongerThanTheContextIsRefused() {
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      assertThatThrownBy(() -> scheduler.submit(request(GREEDY, TinyDecoder.ids(201, 5))))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("the prompt has 201 tokens; the context holds 200");
    }
  }

  @Test
  void aCancelledAnswerEndsAndTheNextTakesItsRoom() {
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      TokenSource endless = scheduler.submit(request(SamplingOptions.GREEDY, 1, 2, 3));
      TokenSource after = scheduler.submit(request(GREEDY, 4, 5, 6));
      assertThat(endless.next()).isNotNull();
      endless.cancel();
      assertThat(endless.next()).isNull();
      assertThat(endless.result().finish()).isEqualTo(FinishReason.CANCELLED);
      assertThat(read(after).ids()).isEqualTo(alone(GREEDY, 4, 5, 6).ids());
    }
  }

  /** The first one's tokens are not chosen before the second one waits. */
  @Test
  void whatAnAnswerWaitedForOthersIsNoTimeOfItsPrompt() {
    CountDownLatch submitted = new CountDownLatch(1);
    LogitStep waits = (scores, count, history) -> Uninterruptibles.awaitUninterruptibly(submitted);
    SamplingOptions longer = GREEDY.toBuilder().maxTokens(150).build();
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      TokenSource first =
          scheduler.submit(
              new GenerationRequest(
                  new int[] {1, 2, 3}, longer, Set.of(), Numbers::new, List.of(waits)));
      long begun = System.nanoTime();
      TokenSource second = scheduler.submit(request(GREEDY, 4, 5, 6));
      submitted.countDown();
      double waited = read(first).timings().decodeSeconds();
      Timings timings = read(second).timings();
      double elapsed = (System.nanoTime() - begun) / 1e9;
      assertThat(timings.queueSeconds()).isGreaterThan(waited);
      assertThat(timings.prefillSeconds()).isLessThan(elapsed - waited);
    }
  }

  /** Room that nobody gives back: waiting for it would never end. */
  @Test
  void anAnswerThatFindsNoRoomWhileNothingRunsFails() {
    DecoderSession session = loaded.model().newSession(CacheOptions.of(CONTEXT).withSequences(2));
    session.open(CONTEXT - 10);
    try (GenerationScheduler scheduler = new GenerationScheduler(loaded.model(), session)) {
      TokenSource source = scheduler.submit(request(GREEDY, 1, 2, 3));
      assertThatThrownBy(source::next)
          .isInstanceOf(HeedException.class)
          .hasMessageContaining("no room for an answer of up to 42 tokens")
          .hasMessageContaining("10 of the session's 200 are free");
      assertThat(read(scheduler.submit(request(GREEDY.toBuilder().maxTokens(5).build(), 1))).ids())
          .hasSize(5);
    }
  }

  @Test
  void closingEndsWhatRuns() {
    GenerationScheduler scheduler = scheduler(CONTEXT, 1);
    TokenSource running = scheduler.submit(request(SamplingOptions.GREEDY, 1, 2, 3));
    TokenSource waiting = scheduler.submit(request(GREEDY, 1, 2, 3));
    assertThat(running.next()).isNotNull();
    scheduler.close();
    assertThatThrownBy(() -> read(waiting))
        .isInstanceOf(HeedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> scheduler.submit(request(GREEDY, 1)))
        .isInstanceOf(HeedException.class);
  }
}
