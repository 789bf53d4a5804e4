package dev.heed.models.generate;

import static dev.heed.models.generate.Answers.greedy;
import static dev.heed.models.generate.Answers.read;
import static dev.heed.models.generate.Answers.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.LoadedDecoder;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.CacheOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a model with layers that keep less of a sequence than its length. */
@Timeout(60)
class WindowedAnswersTest {
  private static final int CONTEXT = 700;
  private static final int WINDOW = 20;

  /** A sequence keeps 20 − 1 + 255 + 16 rows of a layer with a window. */
  private static final int CHUNK = 16;

  @RegisterExtension
  final LoadedDecoder loaded = new LoadedDecoder(TinyDecoder.gemma3(CONTEXT, WINDOW));

  private GenerationScheduler scheduler(int tokens, int sequences) {
    return new GenerationScheduler(
        loaded.model(), CacheOptions.of(tokens).withSequences(sequences).withChunk(CHUNK));
  }

  private static int[] ids(TokenSource source) {
    return read(source).ids();
  }

  @Test
  void aContextOfMoreTokensThanAWindowKeepsHasRoom() {
    try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
      assertThat(ids(scheduler.submit(request(greedy(5), 1, 2, 3)))).hasSize(5);
      assertThat(ids(scheduler.submit(request(greedy(500), 1, 2, 3)))).hasSize(500);
    }
  }

  /** With room for all, and with so little that some must wait in the middle. */
  @ParameterizedTest
  @ValueSource(ints = {2 * CONTEXT, CONTEXT})
  void longAnswersSideBySideAreWhatTheyAreAlone(int tokens) {
    List<int[]> together = new ArrayList<>();
    try (GenerationScheduler scheduler = scheduler(tokens, 3)) {
      List<TokenSource> sources = new ArrayList<>();
      for (int a = 0; a < 3; a++) {
        sources.add(scheduler.submit(request(greedy(400), TinyDecoder.ids(20 + 10 * a, a))));
      }
      sources.forEach(source -> together.add(ids(source)));
    }
    for (int a = 0; a < 3; a++) {
      try (GenerationScheduler scheduler = scheduler(CONTEXT, 1)) {
        assertThat(together.get(a))
            .isEqualTo(
                ids(scheduler.submit(request(greedy(400), TinyDecoder.ids(20 + 10 * a, a)))));
      }
    }
  }
}
