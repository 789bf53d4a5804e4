package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.arch.CancelledException;
import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that wait for a pass gather into one, and each gets what is its own. */
@Timeout(60)
class SharedPassesTest {
  private static final int MOST_TOKENS = 256;

  private final ExecutorService callers = Executors.newCachedThreadPool();

  /** Tokens of the sequences of each pass that has begun. */
  private final List<List<Integer>> passes = Collections.synchronizedList(new ArrayList<>());

  private final CountDownLatch firstRuns = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  @AfterEach
  void end() {
    callers.shutdownNow();
  }

  @Test
  void whoIsAloneRunsAtOnce() {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS, this::pass);
    firstMayEnd.countDown();
    assertThat(shared.run(texts(3, 4))).isEqualTo(new float[][] {{3}, {4}});
    assertThat(passes).containsExactly(List.of(3, 4));
  }

  @Test
  void whoWaitsGathers() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS, this::pass);
    Future<float[][]> first = first(shared);
    List<Future<float[][]>> others = new ArrayList<>();
    for (int tokens : new int[] {10, 20, 30}) {
      others.add(waiting(shared, texts(tokens, tokens + 1)));
    }
    firstMayEnd.countDown();
    assertThat(first.get()).isEqualTo(new float[][] {{1}});
    for (int i = 0; i < 3; i++) {
      float tokens = 10 * (i + 1);
      assertThat(others.get(i).get()).isEqualTo(new float[][] {{tokens}, {tokens + 1}});
    }
    assertThat(passes).containsExactly(List.of(1), List.of(10, 11, 20, 21, 30, 31));
  }

  @Test
  void aPassHasABoundedNumberOfTokens() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS, this::pass);
    Future<float[][]> first = first(shared);
    List<Future<float[][]>> others = new ArrayList<>();
    for (int tokens : new int[] {200, 56, 1, 100}) {
      others.add(waiting(shared, texts(tokens)));
    }
    firstMayEnd.countDown();
    first.get();
    for (Future<float[][]> other : others) {
      other.get();
    }
    assertThat(passes).containsExactly(List.of(1), List.of(200, 56), List.of(1, 100));
  }

  @Test
  void aLargeBatchWaitsForNobody() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS, this::pass);
    Future<float[][]> first = first(shared);
    assertThat(shared.run(texts(MOST_TOKENS))).hasNumberOfRows(1);
    firstMayEnd.countDown();
    first.get();
  }

  @Test
  void onlyTheOneAtFaultFails() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS, this::pass);
    Future<float[][]> first = first(shared);
    Future<float[][]> good = waiting(shared, texts(5));
    Future<float[][]> bad = waiting(shared, texts(13));
    Future<float[][]> other = waiting(shared, texts(6));
    firstMayEnd.countDown();
    first.get();
    assertThat(good.get()).isEqualTo(new float[][] {{5}});
    assertThat(other.get()).isEqualTo(new float[][] {{6}});
    assertThatThrownBy(bad::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(shared.run(texts(7))).isEqualTo(new float[][] {{7}});
  }

  @Test
  void anInterruptedCallerGivesUpItsPlace() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS, this::pass);
    Future<float[][]> first = first(shared);
    CountDownLatch cancelled = new CountDownLatch(1);
    Thread impatient =
        new Thread(() -> {
          try {
            shared.run(texts(8));
          } catch (CancelledException e) {
            if (Thread.currentThread().isInterrupted()) {
              cancelled.countDown();
            }
          }
        });
    impatient.start();
    awaitSleep(impatient);
    Future<float[][]> other = waiting(shared, texts(9));
    impatient.interrupt();
    cancelled.await();
    firstMayEnd.countDown();
    first.get();
    assertThat(other.get()).isEqualTo(new float[][] {{9}});
    assertThat(passes).containsExactly(List.of(1), List.of(9));
  }

  @Test
  void manyCallersEachGetTheirOwn() throws Exception {
    SharedPasses shared = new SharedPasses("m", 2, MOST_TOKENS, SharedPassesTest::rows);
    List<Future<?>> all = new ArrayList<>();
    for (int c = 0; c < 16; c++) {
      Random random = new Random(c);
      all.add(
          callers.submit(() -> {
            for (int n = 0; n < 2_000; n++) {
              int one = 1 + random.nextInt(100);
              int two = 1 + random.nextInt(100);
              assertThat(shared.run(texts(one, two))).isEqualTo(new float[][] {{one}, {two}});
            }
          }));
    }
    for (Future<?> caller : all) {
      caller.get();
    }
  }

  /** The first pass waits until it may end; 13 tokens in a pass are its ruin. */
  private float[][] pass(List<Encoding> batch) {
    passes.add(batch.stream().map(Encoding::size).toList());
    if (passes.size() == 1) {
      firstRuns.countDown();
      try {
        firstMayEnd.await();
      } catch (InterruptedException e) {
        throw new CancelledException("interrupted");
      }
    }
    if (batch.stream().anyMatch(text -> text.size() == 13)) {
      throw new IllegalStateException("13 tokens");
    }
    return rows(batch);
  }

  private static float[][] rows(List<Encoding> batch) {
    return batch.stream().map(text -> new float[] {text.size()}).toArray(float[][]::new);
  }

  private Future<float[][]> first(SharedPasses shared) throws InterruptedException {
    Future<float[][]> first = callers.submit(() -> shared.run(texts(1)));
    firstRuns.await();
    return first;
  }

  /** A caller that is seen to wait before the next one comes. */
  private Future<float[][]> waiting(SharedPasses shared, List<Encoding> texts)
      throws InterruptedException {
    Thread[] caller = new Thread[1];
    CountDownLatch started = new CountDownLatch(1);
    Future<float[][]> rows =
        callers.submit(() -> {
          caller[0] = Thread.currentThread();
          started.countDown();
          return shared.run(texts);
        });
    started.await();
    awaitSleep(caller[0]);
    return rows;
  }

  private static void awaitSleep(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  private static List<Encoding> texts(int... tokens) {
    List<Encoding> texts = new ArrayList<>();
    for (int count : tokens) {
      texts.add(encoding(count));
    }
    return texts;
  }

  /** So many tokens, and nothing else. */
  private static Encoding encoding(int tokens) {
    int[] zeros = new int[tokens];
    return new Encoding(
        zeros, zeros, Collections.nCopies(tokens, "x"), zeros, zeros, zeros, zeros, false);
  }
}
