package dev.heed.models;

import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.PassLine.Request;
import dev.heed.models.PassLine.Turn;
import dev.heed.models.arch.CancelledException;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes of a model that callers share. While as many run as there are threads for, those who come
 * wait in one line; whoever is next computes its small batch together with those of others that
 * wait, in one pass: it reads the weights once for all of them. What a text gives is the same to
 * the bit in any company. Nobody waits for company: where a pass may run, it runs at once.
 */
final class SharedPasses {
  /** From so many tokens on a pass gains little by more, and the others would wait for longer. */
  static final int MOST_TOKENS = 256;

  private final String model;
  private final int mostTokens;
  private final PassLine line;

  /**
   * @param model for error texts
   * @param passesAtOnce what is wanted while so many run waits
   * @param mostTokens of a pass of several callers; a batch of so many runs by itself
   */
  SharedPasses(String model, int passesAtOnce, int mostTokens) {
    this.model = model;
    this.mostTokens = mostTokens;
    this.line = new PassLine(passesAtOnce);
  }

  /**
   * One row per sequence of a batch. Where a pass of several callers fails for a reason that is
   * nobody's in particular, all of them get the same exception.
   *
   * @param pass one row per sequence of a batch; called by several threads at once, and shared by
   *     those who give the same object
   * @throws CancelledException when the thread is interrupted while it waits
   */
  float[][] run(Function<List<Encoding>, float[][]> pass, List<Encoding> batch) {
    Request own = new Request(pass, batch, PassLine.tokens(batch) < mostTokens);
    return switch (enter(own, false)) {
      case LEADS -> lead(own);
      case DONE -> own.rows;
      case ALONE -> queueAlone(own);
      case FAILED -> throw rethrow(own.failure);
    };
  }

  private Turn enter(Request own, boolean first) {
    try {
      return line.enter(own, first);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "work for model '%s' was cancelled while it waited for others to end".formatted(model));
    }
  }

  private float[][] lead(Request own) {
    try {
      List<Request> group = line.gather(own, mostTokens);
      return group.size() == 1 ? own.pass.apply(own.batch) : leadOthers(own, group);
    } finally {
      line.leave();
    }
  }

  private float[][] leadOthers(Request own, List<Request> group) {
    List<Encoding> together = new ArrayList<>();
    group.forEach(request -> together.addAll(request.batch));
    float[][] rows;
    try {
      rows = own.pass.apply(together);
    } catch (CancelledException e) { // it is this thread that was interrupted
      end(group, Turn.ALONE, null);
      throw e;
    } catch (ModelException | MemoryLimitException e) {
      // One of them is at fault, or all of them are too many: alone each gets what it deserves.
      end(group, Turn.ALONE, e);
      return alone(own);
    } catch (RuntimeException | Error e) {
      end(group, Turn.FAILED, e);
      throw e;
    }
    int first = 0;
    for (Request request : group) {
      int end = first + request.batch.size();
      request.rows = Arrays.copyOfRange(rows, first, end);
      request.end(Turn.DONE);
      first = end;
    }
    return own.rows;
  }

  private static void end(List<Request> group, Turn how, @Nullable Throwable failure) {
    for (Request request : group) {
      request.failure = failure;
      request.end(how);
    }
  }

  /** Again in line, before those who have not had a turn yet, and in no company. */
  private float[][] queueAlone(Request failed) {
    Request again = new Request(failed.pass, failed.batch, false);
    again.failure = failed.failure;
    return switch (enter(again, true)) {
      case LEADS -> {
        try {
          yield alone(again);
        } finally {
          line.leave();
        }
      }
      case DONE, ALONE, FAILED -> throw new AssertionError("a request without company");
    };
  }

  private static float[][] alone(Request own) {
    try {
      return own.pass.apply(own.batch);
    } catch (RuntimeException | Error e) {
      if (own.failure != null && !own.failure.equals(e)) {
        e.addSuppressed(own.failure);
      }
      throw e;
    }
  }

  private static RuntimeException rethrow(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    throw new AssertionError("a pass that failed without an exception", failure);
  }
}
