package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.arch.CancelledException;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that wait for a pass gather into one, and each gets what is its own. */
@Timeout(60)
class SharedPassesTest {
  private static final int MOST_TOKENS = 256;

  /** Tokens of a text that a model refuses. */
  private static final int REFUSED = 131;

  /** Tokens of a text that has room in a pass of its own only. */
  private static final int CRAMPED = 132;

  /** Tokens of a text on which a model breaks. */
  private static final int BROKEN = 133;

  /** Tokens of a text during which the thread is interrupted. */
  private static final int CANCELLED = 134;

  private final ExecutorService callers = Executors.newCachedThreadPool();

  /** Tokens of the sequences of each pass that has begun. */
  private final List<List<Integer>> passes = Collections.synchronizedList(new ArrayList<>());

  private final Function<List<Encoding>, float[][]> pass = this::pass;
  private final CountDownLatch firstRuns = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  @AfterEach
  void end() {
    callers.shutdownNow();
  }

  @Test
  void whoIsAloneRunsAtOnce() {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    firstMayEnd.countDown();
    assertThat(shared.run(pass, texts(3, 4))).isEqualTo(new float[][] {{3}, {4}});
    assertThat(passes).containsExactly(List.of(3, 4));
  }

  @Test
  void whoWaitsGathers() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
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
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
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
  void aLargeBatchTakesItsTurnAndHasNoCompany() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    assertThat(passesOf(shared, 1, MOST_TOKENS, 10, 20, MOST_TOKENS, 30))
        .containsExactly(
            List.of(1), List.of(MOST_TOKENS), List.of(10, 20, 30), List.of(MOST_TOKENS));
  }

  /** Small batches that come while large ones hold all passes wait for one pass, not for two. */
  @Test
  void whoComesWhileALargeBatchRunsGathers() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    assertThat(passesOf(shared, MOST_TOKENS, 10, 20, 30))
        .containsExactly(List.of(MOST_TOKENS), List.of(10, 20, 30));
  }

  @Test
  void passesOfTwoKindsWaitInOneLineAndDoNotMix() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    Function<List<Encoding>, float[][]> other = batch -> pass(batch);
    Future<float[][]> first = first(shared);
    List<Future<float[][]>> waiting =
        List.of(
            waiting(() -> shared.run(pass, texts(10))),
            waiting(() -> shared.run(other, texts(11))),
            waiting(() -> shared.run(pass, texts(12))),
            waiting(() -> shared.run(other, texts(14))));
    firstMayEnd.countDown();
    first.get();
    for (Future<float[][]> one : waiting) {
      one.get();
    }
    assertThat(passes).containsExactly(List.of(1), List.of(10, 12), List.of(11, 14));
  }

  @Test
  void onlyTheOneAtFaultFails() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    Future<float[][]> first = first(shared);
    Future<float[][]> good = waiting(shared, texts(5));
    Future<float[][]> bad = waiting(shared, texts(REFUSED));
    Future<float[][]> other = waiting(shared, texts(6));
    firstMayEnd.countDown();
    first.get();
    assertThat(good.get()).isEqualTo(new float[][] {{5}});
    assertThat(other.get()).isEqualTo(new float[][] {{6}});
    assertThatThrownBy(bad::get)
        .cause()
        .isInstanceOf(ModelException.class)
        .satisfies(alone ->
            assertThat(alone.getSuppressed())
                .as("what the pass of all three threw")
                .singleElement()
                .isInstanceOf(ModelException.class));
    assertThat(shared.run(pass, texts(7))).isEqualTo(new float[][] {{7}});
  }

  @Test
  void whoIsTooManyTogetherIsComputedAlone() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    Future<float[][]> first = first(shared);
    Future<float[][]> one = waiting(shared, texts(CRAMPED));
    Future<float[][]> other = waiting(shared, texts(6));
    firstMayEnd.countDown();
    first.get();
    assertThat(one.get()).isEqualTo(new float[][] {{CRAMPED}});
    assertThat(other.get()).isEqualTo(new float[][] {{6}});
    assertThat(passes)
        .containsExactly(List.of(1), List.of(CRAMPED, 6), List.of(CRAMPED), List.of(6));
  }

  /** To try again would hide it: it is nobody's fault, and may come of the work of one only. */
  @Test
  void aFaultOfTheModelReachesEveryoneOfItsPass() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    Future<float[][]> first = first(shared);
    Future<float[][]> one = waiting(shared, texts(5));
    Future<float[][]> other = waiting(shared, texts(BROKEN));
    firstMayEnd.countDown();
    first.get();
    for (Future<float[][]> caller : List.of(one, other)) {
      assertThatThrownBy(caller::get).cause().isInstanceOf(AssertionError.class);
    }
    assertThat(passes).containsExactly(List.of(1), List.of(5, BROKEN));
    assertThat(shared.run(pass, texts(7))).isEqualTo(new float[][] {{7}});
  }

  @Test
  void aLeaderThatIsCancelledLeavesItsCompanyToItself() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    Future<float[][]> first = first(shared);
    Future<float[][]> leader = waiting(shared, texts(CANCELLED));
    Future<float[][]> other = waiting(shared, texts(6));
    firstMayEnd.countDown();
    first.get();
    assertThatThrownBy(leader::get).cause().isInstanceOf(CancelledException.class);
    assertThat(other.get()).isEqualTo(new float[][] {{6}});
    assertThat(passes).containsExactly(List.of(1), List.of(CANCELLED, 6), List.of(6));
    assertThat(shared.run(pass, texts(7))).isEqualTo(new float[][] {{7}});
  }

  @Test
  void anInterruptedCallerGivesUpItsPlace() throws Exception {
    SharedPasses shared = new SharedPasses("m", 1, MOST_TOKENS);
    Future<float[][]> first = first(shared);
    CountDownLatch cancelled = new CountDownLatch(1);
    Thread impatient =
        new Thread(() -> {
          try {
            shared.run(pass, texts(8));
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
  void manyCallersEachGetTheirOwnInFewerPasses() throws Exception {
    SharedPasses shared = new SharedPasses("m", 2, MOST_TOKENS);
    AtomicInteger run = new AtomicInteger();
    Function<List<Encoding>, float[][]> slow =
        batch -> {
          run.incrementAndGet();
          LockSupport.parkNanos(10_000); // meanwhile the others come
          return rows(batch);
        };
    int callers = 16;
    int calls = 200;
    List<Future<?>> all = new ArrayList<>();
    for (int c = 0; c < callers; c++) {
      Random random = new Random(c);
      all.add(
          this.callers.submit(() -> {
            for (int n = 0; n < calls; n++) {
              int one = 1 + random.nextInt(50);
              int two = 1 + random.nextInt(50);
              assertThat(shared.run(slow, texts(one, two))).isEqualTo(new float[][] {{one}, {two}});
            }
          }));
    }
    for (Future<?> caller : all) {
      caller.get();
    }
    assertThat(run).hasPositiveValue().hasValueLessThan(callers * calls / 2);
  }

  /** The first pass waits until it may end; some numbers of tokens in a pass are its ruin. */
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
    for (Encoding text : batch) {
      switch (text.size()) {
        case REFUSED -> throw new ModelException("such a text is refused");
        case BROKEN -> throw new AssertionError("the model is broken");
        case CANCELLED -> throw new CancelledException("interrupted");
        case CRAMPED -> {
          if (batch.size() > 1) {
            throw new MemoryLimitException("no room for both");
          }
        }
        default -> {}
      }
    }
    return rows(batch);
  }

  private static float[][] rows(List<Encoding> batch) {
    return batch.stream().map(text -> new float[] {text.size()}).toArray(float[][]::new);
  }

  private Future<float[][]> first(SharedPasses shared) throws InterruptedException {
    Future<float[][]> first = callers.submit(() -> shared.run(pass, texts(1)));
    firstRuns.await();
    return first;
  }

  /** What runs when callers come one after the other while the first one's pass runs. */
  private List<List<Integer>> passesOf(SharedPasses shared, int first, int... others)
      throws Exception {
    List<Future<float[][]>> callers = new ArrayList<>();
    callers.add(this.callers.submit(() -> shared.run(pass, texts(first))));
    firstRuns.await();
    for (int tokens : others) {
      callers.add(waiting(shared, texts(tokens)));
    }
    firstMayEnd.countDown();
    for (Future<float[][]> caller : callers) {
      caller.get();
    }
    return passes;
  }

  private Future<float[][]> waiting(SharedPasses shared, List<Encoding> texts)
      throws InterruptedException {
    return waiting(() -> shared.run(pass, texts));
  }

  /** A caller that is seen to wait before the next one comes. */
  private Future<float[][]> waiting(Callable<float[][]> call) throws InterruptedException {
    Thread[] caller = new Thread[1];
    CountDownLatch started = new CountDownLatch(1);
    Future<float[][]> rows =
        callers.submit(() -> {
          caller[0] = Thread.currentThread();
          started.countDown();
          return call.call();
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
