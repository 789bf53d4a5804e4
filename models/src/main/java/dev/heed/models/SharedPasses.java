package dev.heed.models;

import dev.heed.models.arch.CancelledException;
import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Passes of a model that callers share. While as many run as there are threads for, the small
 * batches of those who come gather, and whoever is next computes them in one pass: it reads the
 * weights once for all of them. What a text gives is the same to the bit in any company. Nobody
 * waits for company: where a pass may run, it runs at once.
 */
final class SharedPasses {
  /** From so many tokens on a pass gains little by more, and the others would wait for longer. */
  static final int MOST_TOKENS = 256;

  private final String model;
  private final int passesAtOnce;
  private final int mostTokens;
  private final Function<List<Encoding>, float[][]> pass;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private int running;

  /** How it goes on for a caller that waits. */
  private enum Turn {
    /** It computes, for itself and others. */
    LEADS,
    /** Another has computed its rows. */
    DONE,
    /** A pass of several failed: each is to try alone, so that only the one at fault fails. */
    ALONE
  }

  private static final class Request {
    final List<Encoding> batch;
    final int tokens;
    final CompletableFuture<Turn> turn = new CompletableFuture<>();
    float[][] rows = {};

    Request(List<Encoding> batch) {
      this.batch = batch;
      this.tokens = batch.stream().mapToInt(Encoding::size).sum();
    }
  }

  /**
   * @param model for error texts
   * @param passesAtOnce what is wanted while so many run gathers
   * @param mostTokens of a pass of several callers
   * @param pass one row per sequence of a batch; called by several threads at once
   */
  SharedPasses(
      String model, int passesAtOnce, int mostTokens, Function<List<Encoding>, float[][]> pass) {
    this.model = model;
    this.passesAtOnce = passesAtOnce;
    this.mostTokens = mostTokens;
    this.pass = pass;
  }

  /**
   * One row per sequence of a batch.
   *
   * @throws CancelledException when the thread is interrupted while it waits
   */
  float[][] run(List<Encoding> batch) {
    Request own = new Request(batch);
    if (own.tokens >= mostTokens) {
      return pass.apply(batch);
    }
    return switch (turn(own)) {
      case LEADS -> lead(own);
      case DONE -> own.rows;
      case ALONE -> pass.apply(batch);
    };
  }

  private Turn turn(Request own) {
    synchronized (this) {
      if (running < passesAtOnce) {
        running++;
        return Turn.LEADS;
      }
      waiting.add(own);
    }
    try {
      return own.turn.get();
    } catch (InterruptedException e) {
      giveUp(own);
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "work for model '%s' was cancelled while it waited for others to end".formatted(model));
    } catch (ExecutionException e) {
      throw new AssertionError("a turn never fails", e);
    }
  }

  /** Takes a request back, or passes its turn on; rows that another computes go to nobody. */
  private synchronized void giveUp(Request own) {
    if (!waiting.remove(own) && own.turn.getNow(Turn.DONE) == Turn.LEADS) {
      handOver();
    }
  }

  private float[][] lead(Request own) {
    List<Request> group = gather(own);
    try {
      if (group.size() == 1) {
        return pass.apply(own.batch);
      }
      return leadOthers(own, group);
    } finally {
      handOver();
    }
  }

  private float[][] leadOthers(Request own, List<Request> group) {
    List<Encoding> together = new ArrayList<>();
    group.forEach(request -> together.addAll(request.batch));
    float[][] rows;
    try {
      rows = pass.apply(together);
    } catch (RuntimeException | Error e) {
      group.forEach(request -> request.turn.complete(Turn.ALONE));
      if (e instanceof CancelledException) {
        throw e; // it is this thread that was interrupted
      }
      return pass.apply(own.batch);
    }
    int first = 0;
    for (Request request : group) {
      int end = first + request.batch.size();
      request.rows = Arrays.copyOfRange(rows, first, end);
      request.turn.complete(Turn.DONE);
      first = end;
    }
    return own.rows;
  }

  /** Those that wait, in the order in which they came, as long as their tokens fit. */
  private synchronized List<Request> gather(Request own) {
    List<Request> group = new ArrayList<>();
    group.add(own);
    int tokens = own.tokens;
    for (Request next = waiting.peek();
        next != null && tokens + next.tokens <= mostTokens;
        next = waiting.peek()) {
      group.add(waiting.remove());
      tokens += next.tokens;
    }
    return group;
  }

  /** Lets the next one run in place of one that has ended. */
  private synchronized void handOver() {
    Request next = waiting.poll();
    if (next == null) {
      running--;
    } else {
      next.turn.complete(Turn.LEADS);
    }
  }
}
