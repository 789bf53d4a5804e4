package dev.heed.models;

import dev.heed.models.arch.CancelledException;
import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one call on their way through a model, in batches of bounded size; each text is
 * encoded only when its batch comes. Where there are several batches, several threads each take one
 * after the other: whole batches side by side keep processors busier than the parts of each op, of
 * which the slowest is waited for every time.
 *
 * @param <R> what a text gives
 */
final class TextBatches<R> {
  private static final ThreadFactory HELPERS =
      Thread.ofPlatform().daemon().name("heed-batches-", 0).factory();

  private final String model;
  private final int count;
  private final int tokensPerBatch;
  private final IntFunction<Encoding> encode;
  private final Function<List<Encoding>, float[][]> run;
  private final Result<R> result;

  /** Of each text, once its batch has run. */
  private final List<@Nullable R> results;

  /** The first text that is not encoded yet. */
  private int next;

  /** Encoded, but too long for the batch before. */
  private @Nullable Encoding left;

  /** What ended a batch; none is begun after it. */
  private @Nullable Throwable failure;

  /** What a text gives. */
  interface Result<R> {
    R of(Encoding encoding, float[] row);
  }

  /** Texts from number {@code first} on. */
  private record Batch(int first, List<Encoding> encodings) {}

  /**
   * @param model for error texts
   * @param count of texts
   * @param tokensPerBatch a batch has no more, unless it is a single text
   * @param encode text number i; called by one thread at a time, in order
   * @param run one row per sequence of a batch; called by several threads at once
   * @param result called by several threads at once
   */
  TextBatches(
      String model,
      int count,
      int tokensPerBatch,
      IntFunction<Encoding> encode,
      Function<List<Encoding>, float[][]> run,
      Result<R> result) {
    this.model = model;
    this.count = count;
    this.tokensPerBatch = tokensPerBatch;
    this.encode = encode;
    this.run = run;
    this.result = result;
    this.results = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      results.add(null);
    }
  }

  /**
   * Runs all batches; when one fails, waits for those that have begun and throws what it threw.
   *
   * @param threads most that work at once, the caller among them
   * @return in the order of the texts
   */
  List<R> run(int threads) {
    Batch first = take();
    if (first != null) {
      if (isLast() || threads == 1) {
        work(first);
      } else {
        workTogether(first, threads);
      }
    }
    rethrow();
    List<R> all = new ArrayList<>(count);
    for (R of : results) {
      all.add(Objects.requireNonNull(of));
    }
    return all;
  }

  private void workTogether(Batch first, int threads) {
    // Closing waits for the helpers; an interrupt of this thread meanwhile is passed on to them.
    try (ExecutorService helpers = Executors.newFixedThreadPool(threads - 1, HELPERS)) {
      for (int helper = 1; helper < threads; helper++) {
        helpers.execute(() -> work(null));
      }
      work(first);
    }
  }

  /** Runs a batch and then those that nobody has taken; what goes wrong is kept for the caller. */
  private void work(@Nullable Batch first) {
    try {
      for (Batch batch = first == null ? take() : first; batch != null; batch = take()) {
        CancelledException.throwIfInterrupted("work for model '" + model + "'");
        float[][] rows = run.apply(batch.encodings());
        for (int s = 0; s < rows.length; s++) {
          results.set(batch.first() + s, result.of(batch.encodings().get(s), rows[s]));
        }
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** The next batch, or null where there is none. */
  private synchronized @Nullable Batch take() {
    if (failure != null || isLast()) {
      return null;
    }
    List<Encoding> encodings = new ArrayList<>();
    int first = left == null ? next : next - 1;
    int tokens = 0;
    do {
      Encoding encoding = left == null ? encode.apply(next++) : left;
      left = null;
      if (!encodings.isEmpty() && tokens + encoding.size() > tokensPerBatch) {
        left = encoding;
        return new Batch(first, encodings);
      }
      encodings.add(encoding);
      tokens += encoding.size();
    } while (next < count);
    return new Batch(first, encodings);
  }

  private synchronized boolean isLast() {
    return next == count && left == null;
  }

  private synchronized void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else if (!failure.equals(thrown)) { // two of our batches may have been in one pass
      failure.addSuppressed(thrown);
    }
  }

  private synchronized void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
