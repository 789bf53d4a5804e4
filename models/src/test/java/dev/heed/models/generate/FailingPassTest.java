package dev.heed.models.generate;

import static dev.heed.models.generate.Answers.greedy;
import static dev.heed.models.generate.Answers.read;
import static dev.heed.models.generate.Answers.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.engine.error.HeedException;
import dev.heed.models.InstalledBackends;
import dev.heed.models.LateBackend;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Passes over several answers that fail, in a model whose layers with a window move their rows. */
@Timeout(60)
class FailingPassTest {
  private static final int CONTEXT = 400;
  private static final int WINDOW = 20;
  private static final int CHUNK = 16;

  /** Tokens after which the rows of a window are full, and the next pass moves them. */
  private static final int FULL = WINDOW - 1 + 255 + CHUNK;

  private static final int PROMPT = 10;
  private static final SamplingOptions OPTIONS = greedy(FULL - PROMPT + 30);

  @TempDir Path folder;
  private Backend inner;
  private LateBackend backend;
  private DecoderModel model;

  @BeforeEach
  void load() {
    inner = InstalledBackends.openAny();
    backend = new LateBackend(inner);
    try (ModelSource source = ModelSource.open(TinyDecoder.gemma3(CONTEXT, WINDOW).write(folder))) {
      model = DecoderPlan.of(source).load(source.checkpoint(), backend);
    }
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    model.close();
    assertThat(inner.usage()).isEqualTo(new Usage(0, 0, 0));
    inner.close();
  }

  /** Tokens of three answers, each computed alone. */
  private List<int[]> alone() {
    List<int[]> ids = new ArrayList<>();
    try (GenerationScheduler scheduler = scheduler(1)) {
      for (int a = 0; a < 3; a++) {
        ids.add(read(scheduler.submit(request(OPTIONS, TinyDecoder.ids(PROMPT, a)))).ids());
      }
    }
    return ids;
  }

  /** The same computed together, with a mishap before the pass that moves rows of the last one. */
  private List<int[]> together(Runnable mishap, List<HeedException> failures) {
    CountDownLatch submitted = new CountDownLatch(1);
    LogitStep last =
        (scores, count, history) -> {
          if (history.size() == FULL) {
            mishap.run();
          }
        };
    LogitStep waits = (scores, count, history) -> Uninterruptibles.awaitUninterruptibly(submitted);
    List<int[]> ids = new ArrayList<>();
    try (GenerationScheduler scheduler = scheduler(3)) {
      List<TokenSource> sources = new ArrayList<>();
      for (int a = 0; a < 3; a++) {
        LogitStep step = a == 2 ? last : waits;
        sources.add(scheduler.submit(request(OPTIONS, List.of(step), TinyDecoder.ids(PROMPT, a))));
      }
      submitted.countDown();
      for (TokenSource source : sources) {
        try {
          ids.add(read(source).ids());
        } catch (HeedException e) {
          failures.add(e);
        }
      }
    }
    return ids;
  }

  private GenerationScheduler scheduler(int sequences) {
    CacheOptions cache = CacheOptions.of(sequences * CONTEXT);
    return new GenerationScheduler(model, cache.withSequences(sequences).withChunk(CHUNK));
  }

  @Test
  void whoseRowsWereMovedBeforeAPassThatFailedGoesOn() {
    List<int[]> alone = alone();
    List<HeedException> failures = new ArrayList<>();
    List<int[]> together = together(() -> backend.refuse("attention"), failures);
    assertThat(failures).isEmpty();
    assertThat(together).usingElementComparator(Arrays::compare).isEqualTo(alone);
  }

  @Test
  void aMoveThatFailsEndsItsAnswerAlone() {
    List<int[]> alone = alone();
    List<HeedException> failures = new ArrayList<>();
    List<int[]> together = together(() -> backend.refuse("copy"), failures);
    assertThat(failures).singleElement().asString().contains("lost when a pass failed");
    assertThat(alone).usingElementComparator(Arrays::compare).containsAll(together);
    assertThat(together).hasSize(2);
  }
}
