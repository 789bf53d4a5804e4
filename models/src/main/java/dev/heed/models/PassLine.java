package dev.heed.models;

import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The line in which passes of a model wait: so many run at once, and who has waited longest is
 * next. Who may run gathers company only then, when nothing keeps it waiting any more.
 */
final class PassLine {
  private final int atOnce;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private int running;

  /** How it goes on for a caller that waited. */
  enum Turn {
    /** It computes, for itself and whom it gathers; then it must call {@link #leave}. */
    LEADS,
    /** Another has computed its rows. */
    DONE,
    /** A pass of several ended without rows: it is to try alone. */
    ALONE,
    /** A pass of several failed for a reason that is everyone's. */
    FAILED
  }

  /** What a caller wants computed. */
  static final class Request {
    final Function<List<Encoding>, float[][]> pass;
    final List<Encoding> batch;
    final int tokens;
    final boolean shares;

    private final CompletableFuture<Turn> turn = new CompletableFuture<>();

    /** One per sequence, once it is {@link Turn#DONE}. */
    float[][] rows = {};

    /** What ended the pass of several in which it was, if one did. */
    @Nullable Throwable failure;

    /**
     * @param pass computes it, alone or together with others of the same pass
     * @param shares whether it may be computed with others
     */
    Request(Function<List<Encoding>, float[][]> pass, List<Encoding> batch, boolean shares) {
      this.pass = pass;
      this.batch = batch;
      this.tokens = tokens(batch);
      this.shares = shares;
    }

    /** Tells its caller, which waits. */
    void end(Turn how) {
      turn.complete(how);
    }

    private boolean suits(Request leader) {
      return shares && pass.equals(leader.pass);
    }
  }

  /**
   * @param atOnce passes that run at the same time
   */
  PassLine(int atOnce) {
    this.atOnce = atOnce;
  }

  static int tokens(List<Encoding> batch) {
    int tokens = 0;
    for (Encoding encoding : batch) {
      tokens += encoding.size();
    }
    return tokens;
  }

  /**
   * Waits, at the end of the line or before all others, until a request may run or is done.
   *
   * @throws InterruptedException when the thread is interrupted meanwhile; its place is given up
   */
  Turn enter(Request own, boolean first) throws InterruptedException {
    synchronized (this) {
      if (running < atOnce) {
        running++;
        return Turn.LEADS;
      }
      if (first) {
        waiting.addFirst(own);
      } else {
        waiting.addLast(own);
      }
    }
    try {
      return own.turn.get();
    } catch (InterruptedException e) {
      giveUp(own);
      throw e;
    } catch (ExecutionException e) {
      throw new AssertionError("a turn never fails", e);
    }
  }

  /** Takes a request back, or passes its turn on; rows that another computes go to nobody. */
  private synchronized void giveUp(Request own) {
    if (!waiting.remove(own) && own.turn.getNow(Turn.DONE) == Turn.LEADS) {
      leave();
    }
  }

  /**
   * The leader and those that wait and may be computed with it, who has waited longest first, as
   * long as their tokens fit.
   */
  synchronized List<Request> gather(Request leader, int mostTokens) {
    List<Request> group = new ArrayList<>();
    group.add(leader);
    int tokens = leader.tokens;
    for (Iterator<Request> line = waiting.iterator(); line.hasNext() && leader.shares; ) {
      Request next = line.next();
      if (next.suits(leader)) {
        tokens += next.tokens;
        if (tokens > mostTokens) {
          break; // a shorter one behind it would overtake it
        }
        group.add(next);
        line.remove();
      }
    }
    return group;
  }

  /** Lets the next one run in place of one that has ended. */
  synchronized void leave() {
    Request next = waiting.poll();
    if (next == null) {
      running--;
    } else {
      next.end(Turn.LEADS);
    }
  }
}
