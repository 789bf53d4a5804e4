package dev.heed.models.generate;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.Chunk;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.arch.TokenSequence;
import dev.heed.models.spec.ModelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Computes answers together: each pass takes the next token of every answer that runs, and some of
 * the prompts of those that begin. Answers join and leave between passes (Yu et al., "Orca", 2022);
 * who finds no room waits, in order of arrival. An answer takes rows of the cache as it grows;
 * where there are no more, the youngest wait again, and go on later from where they were. So does
 * one whose reader leaves many tokens unread; its rows stay until others need them. What an answer
 * is does not depend on the others.
 *
 * <p>Thread-safe; one thread of its own computes.
 */
public final class GenerationScheduler implements AutoCloseable {
  /** Tokens that an answer beyond its share gets more room for at a time. */
  private static final int LEAST_STEP = 16;

  private static final int MOST_STEP = 256;

  private final DecoderModel model;
  private final DecoderSession session;
  private final int share;
  private final int step;
  private final Remembered remembered;
  private final SamplerScratch scratch = new SamplerScratch();
  private final List<Running> running = new ArrayList<>();

  /** With their rows, until their readers have come nearer; who has waited longest first. */
  private final List<Running> ahead = new ArrayList<>();

  /** Nobody waits for another lock while holding it: answers end, and fail, without it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition work = lock.newCondition();

  /** Among them those that are ahead of their readers and have given their rows up. */
  private final Deque<Answer> waiting = new ArrayDeque<>();

  private boolean closed;
  private final Thread thread;

  /**
   * Opens a session of the model.
   *
   * @param model stays open longer than this
   */
  public GenerationScheduler(DecoderModel model, CacheOptions cache) {
    this(model, model.newSession(cache));
  }

  /** Takes the session over. */
  GenerationScheduler(DecoderModel model, DecoderSession session) {
    this.model = model;
    this.session = session;
    CacheOptions cache = session.options();
    this.share = cache.tokens() / cache.sequences();
    this.step = Math.clamp(share / 2, LEAST_STEP, MOST_STEP);
    this.remembered = new Remembered(session);
    this.thread = Thread.ofPlatform().daemon().name("heed-generate").unstarted(this::run);
    thread.start();
  }

  /**
   * Tokens that an answer gets room for: its share of the cache from the beginning, so that most
   * never have to be moved, and beyond that some more than it has.
   */
  private int room(Answer answer) {
    return (int) Math.min(answer.limit(), Math.max(share, (long) answer.size() + step));
  }

  /** Most tokens of prompt and answer together. */
  public int longest() {
    return session.longest();
  }

  /**
   * Begins an answer. Its maximum is cut to what the context has room for.
   *
   * @throws ModelException when the prompt leaves no room for an answer, or names a token that the
   *     model does not have
   * @throws ClosedException when this is closed
   */
  public TokenSource submit(GenerationRequest request) {
    int prompt = request.promptIds().length;
    if (prompt > longest()) {
      throw new ModelException(
          "model '%s': the prompt has %,d tokens; the context holds %,d: shorten it, or open a larger context (the model takes %,d)"
              .formatted(model.name(), prompt, longest(), model.spec().maxTokens()));
    }
    for (int i = 0; i < prompt; i++) {
      int id = request.promptIds()[i];
      if (id < 0 || id >= model.spec().vocabulary()) {
        throw new ModelException(
            "model '%s': token id %d at place %d of the prompt is outside 0 … %d"
                .formatted(model.name(), id, i, model.spec().vocabulary() - 1));
      }
    }
    long most = Math.max(1L, request.options().maxTokens());
    // Where one sequence is all there is, it may as well have all the room: the next prompt that
    // begins as this one did, such as a conversation's next turn, then finds room behind it.
    boolean alone = session.options().sequences() == 1;
    int limit = alone ? longest() : (int) Math.min(longest(), prompt + most - 1);
    Answer answer = new Answer(request, limit, model.spec().vocabulary(), scratch, this::wake);
    lock.lock();
    try {
      if (closed) {
        throw closedError();
      }
      if (!answer.isEmpty()) {
        waiting.add(answer);
        work.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (answer.isEmpty()) {
      answer.end(FinishReason.LENGTH);
    }
    return answer;
  }

  private void wake() {
    lock.lock();
    try {
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        dropCancelled();
        goOn();
        admit();
        grow();
        if (!running.isEmpty()) {
          pass();
        }
      }
    } catch (RuntimeException | Error e) {
      failAll(e);
      throw e;
    }
  }

  /** False when this is closed. */
  private boolean awaitWork() {
    lock.lock();
    try {
      while (!closed
          && running.isEmpty()
          && ahead.stream().allMatch(one -> one.answer().isAhead())
          && waiting.stream().allMatch(Answer::isAhead)) {
        work.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void dropCancelled() {
    dropCancelled(running);
    dropCancelled(ahead);
    List<Answer> dropped = new ArrayList<>();
    lock.lock();
    try {
      waiting.removeIf(answer -> answer.isCancelled() && dropped.add(answer));
    } finally {
      lock.unlock();
    }
    dropped.forEach(answer -> answer.end(FinishReason.CANCELLED));
  }

  private void dropCancelled(List<Running> some) {
    for (int i = some.size() - 1; i >= 0; i--) {
      if (some.get(i).answer().isCancelled()) {
        some.get(i).answer().end(FinishReason.CANCELLED);
        leave(some.remove(i));
      }
    }
  }

  /** Those whose readers have come nearer run again. */
  private void goOn() {
    ahead.removeIf(one -> !one.answer().isAhead() && running.add(one));
  }

  private void admit() {
    for (Answer next = first(); next != null; next = first()) {
      long at = System.nanoTime();
      try {
        TokenSequence sequence = remembered.open(next.ids(), room(next));
        while (sequence == null && giveUpRows()) {
          sequence = remembered.open(next.ids(), room(next));
        }
        if (sequence == null && !running.isEmpty()) {
          return; // It stays the first to get room.
        }
        if (sequence == null) {
          throw noRoom(next);
        }
        next.admit(at, sequence.length());
        running.add(new Running(next, sequence));
      } catch (RuntimeException | Error e) {
        next.fail(e);
      }
      remove(next);
    }
  }

  /** Who finds no room while nothing runs would wait for ever. */
  private MemoryLimitException noRoom(Answer answer) {
    return new MemoryLimitException(
        "model '%s': no room for an answer of up to %,d tokens with its prompt; %,d of the session's %,d are free and no other answer runs"
            .formatted(model.name(), room(answer), session.room(), session.options().tokens()));
  }

  /** Makes room for the next tokens of those whose sequences are full. */
  private void grow() {
    for (Running one : List.copyOf(running)) {
      if (running.contains(one) && one.isFull()) {
        try {
          grow(one);
        } catch (RuntimeException | Error e) {
          fail(one, e);
        }
      }
    }
  }

  /** Who runs came before all that wait, and the last of them last. */
  private void grow(Running one) {
    while (running.contains(one) && !remembered.grow(one.sequence(), room(one.answer()))) {
      if (!giveUpRows()) {
        waitAgain(running.removeLast());
      }
    }
  }

  /** Takes the rows of one that is ahead of its reader; false where there is none. */
  private boolean giveUpRows() {
    if (ahead.isEmpty()) {
      return false;
    }
    waitAgain(ahead.removeFirst());
    return true;
  }

  private void waitAgain(Running one) {
    leave(one);
    lock.lock();
    try {
      waiting.addFirst(one.answer());
    } finally {
      lock.unlock();
    }
  }

  /** The first of those who wait for room alone. */
  private @Nullable Answer first() {
    lock.lock();
    try {
      return waiting.stream().filter(answer -> !answer.isAhead()).findFirst().orElse(null);
    } finally {
      lock.unlock();
    }
  }

  private void remove(Answer answer) {
    lock.lock();
    try {
      waiting.remove(answer);
    } finally {
      lock.unlock();
    }
  }

  /**
   * One pass over all that run, of prompts no more tokens than the session takes of one; over one
   * after the other where that fails, to find whose fault it is.
   */
  private void pass() {
    List<Running> taken = new ArrayList<>();
    List<Chunk> chunks = new ArrayList<>();
    int left = session.options().chunk();
    for (Running one : running) {
      int prompt = one.promptLeft();
      if (prompt == 0 || left > 0) {
        taken.add(one);
        chunks.add(one.next(left));
        left -= Math.min(prompt, left);
      }
    }
    float[][] logits;
    try {
      logits = session.step(chunks);
    } catch (RuntimeException | Error e) {
      if (taken.size() == 1) {
        fail(taken.getFirst(), e);
        return;
      }
      for (int c = 0; c < taken.size(); c++) {
        alone(taken.get(c), chunks.get(c));
      }
      return;
    }
    for (int c = 0; c < logits.length; c++) {
      accept(taken.get(c), logits[c]);
    }
  }

  private void alone(Running one, Chunk chunk) {
    float[][] logits;
    try {
      logits = session.step(List.of(chunk));
    } catch (RuntimeException | Error e) {
      fail(one, e);
      return;
    }
    accept(one, logits[0]);
  }

  /** Runs the program's own steps: whatever they throw is the concern of their answer. */
  private void accept(Running one, float[] logits) {
    boolean goesOn;
    try {
      goesOn = one.accept(logits);
    } catch (RuntimeException | Error e) {
      fail(one, e);
      return;
    }
    if (!goesOn) {
      running.remove(one);
      leave(one);
    } else if (one.answer().isAhead()) {
      running.remove(one);
      ahead.add(one);
    }
  }

  private void fail(Running one, Throwable error) {
    running.remove(one);
    one.sequence().close();
    one.answer().fail(error);
  }

  private void leave(Running one) {
    remembered.keep(one.sequence(), one.answer().ids());
  }

  private void failAll(Throwable error) {
    List<Answer> failed;
    lock.lock();
    try {
      closed = true;
      failed = new ArrayList<>(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    running.forEach(one -> failed.add(one.answer()));
    ahead.forEach(one -> failed.add(one.answer()));
    failed.forEach(answer -> answer.fail(error));
  }

  private ClosedException closedError() {
    return new ClosedException("generation with model '%s' is closed".formatted(model.name()));
  }

  /**
   * Ends all answers with an error, after the pass that runs, and gives the memory back.
   *
   * @throws IllegalStateException from within a step of an answer, where it would wait for itself
   */
  @Override
  public void close() {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException(
          "generation with model '%s' is closed by a step of one of its answers, and would wait for itself; close it from another thread"
              .formatted(model.name()));
    }
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    failAll(closedError());
    try {
      session.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
