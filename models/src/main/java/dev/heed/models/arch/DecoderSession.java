package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.ModelException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that grow token by token over one model, and the memory of what they have seen. A pass
 * takes the next tokens of any of them together; what a sequence gives depends, to the bit, on its
 * own tokens alone: not on who else is in the pass, nor on how its tokens were cut into passes.
 * Where long texts have other rotations than short ones, {@link TokenSequence#expect} says when it
 * is long.
 *
 * <p>Any thread may call; one pass runs at a time.
 */
public final class DecoderSession implements AutoCloseable {
  private final DecoderModel model;
  private final DecoderSpec spec;
  private final DecoderForward forward;
  private final CacheOptions options;
  private final Scope memory;
  private final PassQueue queue;
  private final KeyValueCache cache;
  private final RotaryTables rotaries;
  private final ReentrantLock inUse = new ReentrantLock();
  private final Set<TokenSequence> sequences = new HashSet<>();
  private boolean closed;

  DecoderSession(
      DecoderModel model, DecoderForward forward, Backend backend, CacheOptions options) {
    this.model = model;
    this.spec = model.spec();
    this.forward = forward;
    this.options = options;
    this.memory = backend.newScope("keys and values of " + model.name());
    PassQueue opened = null;
    try {
      opened = new PassQueue(backend, model.name());
      this.queue = opened;
      this.cache = new KeyValueCache(memory, spec, options);
      this.rotaries = new RotaryTables(memory, queue.commands(), spec, longest());
    } catch (RuntimeException | Error e) {
      if (opened != null) {
        opened.close();
      }
      memory.close();
      throw e;
    }
  }

  /** What it was opened with. */
  public CacheOptions options() {
    return options;
  }

  /** Longest sequence: what the options say, or what the model was made for. */
  public int longest() {
    return Math.min(options.longest(), spec.maxTokens());
  }

  /**
   * Opens an empty sequence.
   *
   * @param limit most tokens that it will have; they are set apart for it now
   * @throws ModelException when no sequence may be so long
   * @throws MemoryLimitException when the others leave it no room; closing one of them makes some
   */
  public TokenSequence open(int limit) {
    inUse.lock();
    try {
      refuseIfClosed();
      checkLimit(limit);
      KeyValueRows.Span[] spans = sequences.size() < options.sequences() ? cache.take(limit) : null;
      if (spans == null) {
        throw new MemoryLimitException(
            "model '%s': no room for a sequence of %,d tokens beside %d of %d sequences; %,d tokens in a row are free of %,d"
                .formatted(
                    model.name(),
                    limit,
                    sequences.size(),
                    options.sequences(),
                    cache.room(),
                    options.tokens()));
      }
      TokenSequence sequence = new TokenSequence(this, limit, spans);
      sequences.add(sequence);
      return sequence;
    } finally {
      inUse.unlock();
    }
  }

  private void checkLimit(int limit) {
    if (limit < 1 || limit > longest()) {
      throw new ModelException(
          "model '%s': a sequence of up to %,d tokens; expected 1 to %,d (the model takes %,d, the session was opened for %,d)"
              .formatted(model.name(), limit, longest(), spec.maxTokens(), options.longest()));
    }
  }

  boolean grow(TokenSequence sequence, int limit) {
    inUse.lock();
    try {
      checkOwn(sequence);
      checkLimit(limit);
      if (limit <= sequence.limit()) {
        return true;
      }
      if (!cache.extend(sequence.spans(), limit) && !moveToLarger(sequence, limit)) {
        return false;
      }
      sequence.setLimit(limit);
      return true;
    } finally {
      inUse.unlock();
    }
  }

  private boolean moveToLarger(TokenSequence sequence, int limit) {
    KeyValueRows.Span[] larger = cache.take(limit);
    if (larger == null) {
      return false;
    }
    KeyValueRows.Span[] before = sequence.spans();
    try {
      cache.copy(queue.begin(SeqSpans.packed(), null), before, larger, sequence.length());
      queue.finish();
    } catch (RuntimeException | Error e) {
      finishAfter(e);
      cache.give(larger);
      throw e;
    }
    sequence.setSpans(larger);
    cache.give(before);
    return true;
  }

  /** Longest sequence that {@link #open} has room for now; 0 where it has none. */
  public int room() {
    inUse.lock();
    try {
      boolean full = closed || sequences.size() >= options.sequences();
      return full ? 0 : Math.min(longest(), cache.room());
    } finally {
      inUse.unlock();
    }
  }

  /**
   * Opens a sequence that begins as another one does, without computing it again.
   *
   * @param tokens first ones of {@code from}; {@code from.canReturnTo(tokens)} must hold
   */
  public TokenSequence openWithPrefix(TokenSequence from, int tokens, int limit) {
    inUse.lock();
    try {
      checkReturn(from, tokens);
      if (limit < tokens) {
        throw new ModelException(
            "model '%s': a sequence of up to %,d tokens with a prefix of %,d"
                .formatted(model.name(), limit, tokens));
      }
      TokenSequence sequence = open(limit);
      try {
        Pass pass = queue.begin(SeqSpans.packed(tokens), null);
        cache.copy(pass, from.spans(), sequence.spans(), tokens);
        queue.finish();
        sequence.append(Arrays.copyOf(from.ids(), tokens));
        sequence.setLong(from.isLong());
        return sequence;
      } catch (RuntimeException | Error e) {
        release(sequence);
        throw e;
      }
    } finally {
      inUse.unlock();
    }
  }

  /**
   * One pass over the next tokens of some sequences.
   *
   * @return logits of each chunk, row by row: [vocabulary] for the last token, [tokens, vocabulary]
   *     for all, empty for none
   * @throws ModelException when an id is unknown, a chunk longer than the session takes at once, or
   *     a sequence would pass its limit; nothing is computed then
   */
  public float[][] step(List<Chunk> chunks) {
    inUse.lock();
    try {
      check(chunks);
      return chunks.isEmpty() ? new float[0][] : runPrepared(chunks, null);
    } finally {
      inUse.unlock();
    }
  }

  /**
   * The next tokens of one sequence, in as many passes as they need.
   *
   * @return logits [vocabulary] of the last one
   */
  public float[] extend(TokenSequence sequence, int... ids) {
    float[] last = {};
    sequence.expect(sequence.length() + ids.length);
    for (int from = 0; from < ids.length; from += options.chunk()) {
      int to = Math.min(ids.length, from + options.chunk());
      Chunk.Wanted wanted = to == ids.length ? Chunk.Wanted.LAST : Chunk.Wanted.NONE;
      last = step(List.of(new Chunk(sequence, Arrays.copyOfRange(ids, from, to), wanted)))[0];
    }
    return last;
  }

  /**
   * One pass over the next tokens of a sequence with everything that it computes, for an observer:
   * {@code hidden_states.0…n}, of which the last is after the last norm, {@code last_hidden_state},
   * {@code attentions.0…n−1} and {@code logits}.
   */
  public void observe(TokenSequence sequence, int[] ids, Observer observer) {
    inUse.lock();
    try {
      List<Chunk> chunks = List.of(new Chunk(sequence, ids, Chunk.Wanted.ALL));
      check(chunks);
      runPrepared(chunks, observer);
    } finally {
      inUse.unlock();
    }
  }

  /** Texts that become long with this pass are computed anew first. */
  private float[][] runPrepared(List<Chunk> chunks, @Nullable Observer observer) {
    for (Chunk chunk : chunks) {
      TokenSequence sequence = chunk.sequence();
      if (isLong(sequence.length() + chunk.ids().length) && !sequence.isLong()) {
        turnLong(sequence);
      }
    }
    return run(chunks, observer);
  }

  private boolean isLong(int tokens) {
    return tokens > spec.positions().switchesAfter();
  }

  private void turnLong(TokenSequence sequence) {
    int[] ids = sequence.ids();
    cache.clear(sequence);
    sequence.cut(0);
    sequence.setLong(true);
    try {
      for (int from = 0; from < ids.length; from += options.chunk()) {
        int to = Math.min(ids.length, from + options.chunk());
        int[] part = Arrays.copyOfRange(ids, from, to);
        run(List.of(new Chunk(sequence, part, Chunk.Wanted.NONE)), null);
      }
    } catch (RuntimeException | Error e) {
      sequence.lose();
      throw e;
    }
  }

  /** See {@link TokenSequence#expect}. */
  void expect(TokenSequence sequence, int tokens) {
    inUse.lock();
    try {
      if (sequence.length() == 0 && isLong(tokens)) {
        sequence.setLong(true);
      }
    } finally {
      inUse.unlock();
    }
  }

  private float[][] run(List<Chunk> chunks, @Nullable Observer observer) {
    for (Chunk chunk : chunks) {
      if (cache.isFull(chunk.sequence(), chunk.ids().length)) {
        makeRoom(chunk);
      }
    }
    int[] lengths = chunks.stream().mapToInt(chunk -> chunk.ids().length).toArray();
    try {
      Pass pass = queue.begin(SeqSpans.packed(lengths), observer);
      PassInputs inputs = new PassInputs(chunks, pass, cache, rotaries);
      Tensor states =
          forward.states(pass, inputs.ids(), inputs.positions(), inputs.memory(spec.layers()));
      float[][] logits = logits(pass, chunks, states);
      queue.finish();
      for (Chunk chunk : chunks) {
        chunk.sequence().append(chunk.ids());
      }
      return logits;
    } catch (RuntimeException | Error e) {
      // All still end where they ended: what was written after that is not looked at.
      finishAfter(e);
      throw e;
    }
  }

  /** In a step of its own, which has ended before the pass begins: one that fails loses nothing. */
  private void makeRoom(Chunk chunk) {
    try {
      cache.makeRoom(queue.begin(SeqSpans.packed(), null), chunk.sequence(), chunk.ids().length);
      queue.finish();
    } catch (RuntimeException | Error e) {
      chunk.sequence().lose();
      finishAfter(e);
      throw e;
    }
  }

  /** What was enqueued is over before the error goes up, and no concern of the next pass. */
  private void finishAfter(Throwable failure) {
    try {
      queue.finish();
    } catch (RuntimeException | Error again) {
      failure.addSuppressed(again);
    }
  }

  private float[][] logits(Pass pass, List<Chunk> chunks, Tensor states) {
    int[] wanted = new int[states.size(0)];
    int[] ends = new int[chunks.size()];
    int count = 0;
    for (int c = 0; c < ends.length; c++) {
      int end = pass.spans().start(c) + pass.spans().length(c);
      int from =
          switch (chunks.get(c).wanted()) {
            case NONE -> end;
            case LAST -> end - 1;
            case ALL -> pass.spans().start(c);
          };
      for (int row = from; row < end; row++) {
        wanted[count++] = row;
      }
      ends[c] = count;
    }
    if (count == 0) {
      return new float[ends.length][0];
    }
    @Nullable Tensor rows =
        count == wanted.length ? null : pass.indices(Arrays.copyOf(wanted, count));
    return queue.download(forward.logits(pass, states, rows), ends);
  }

  private void check(List<Chunk> chunks) {
    refuseIfClosed();
    Set<TokenSequence> seen = new HashSet<>();
    for (Chunk chunk : chunks) {
      TokenSequence sequence = chunk.sequence();
      checkOwn(sequence);
      if (!seen.add(sequence)) {
        throw new IllegalArgumentException("a pass has two chunks of one sequence");
      }
      int count = chunk.ids().length;
      if (count > options.chunk()) {
        throw new ModelException(
            "model '%s': a chunk of %,d tokens; the session takes %,d of a sequence in one pass"
                .formatted(model.name(), count, options.chunk()));
      }
      if (count > sequence.limit() - sequence.length()) {
        throw new ModelException(
            "model '%s': %,d tokens after %,d; the sequence was opened for %,d"
                .formatted(model.name(), count, sequence.length(), sequence.limit()));
      }
      for (int i = 0; i < count; i++) {
        int id = chunk.ids()[i];
        if (id < 0 || id >= spec.vocabulary()) {
          throw new ModelException(
              "model '%s': token id %d at place %d is outside 0 … %d"
                  .formatted(model.name(), id, i, spec.vocabulary() - 1));
        }
      }
    }
  }

  void returnTo(TokenSequence sequence, int tokens) {
    inUse.lock();
    try {
      checkReturn(sequence, tokens);
      sequence.cut(tokens);
      if (tokens == 0) {
        sequence.setLong(false);
      }
    } finally {
      inUse.unlock();
    }
  }

  boolean canReturnTo(TokenSequence sequence, int tokens) {
    inUse.lock();
    try {
      boolean turns = sequence.isLong() && tokens > 0 && tokens <= spec.positions().switchesAfter();
      return tokens >= 0 && tokens <= sequence.length() && !turns && cache.keeps(sequence, tokens);
    } finally {
      inUse.unlock();
    }
  }

  private void checkOwn(TokenSequence sequence) {
    refuseIfClosed();
    if (!sequence.isOf(this)) {
      throw new IllegalArgumentException("the sequence belongs to another session");
    }
    sequence.refuseIfGone();
  }

  private void checkReturn(TokenSequence sequence, int tokens) {
    checkOwn(sequence);
    if (!canReturnTo(sequence, tokens)) {
      throw new IllegalArgumentException(
          "the first %,d tokens of a sequence of %,d; layers with a window have forgotten some, or they have the rotations of a longer text, or there are fewer"
              .formatted(tokens, sequence.length()));
    }
  }

  void release(TokenSequence sequence) {
    inUse.lock();
    try {
      if (sequence.markClosed() && sequences.remove(sequence)) {
        cache.give(sequence.spans());
      }
    } finally {
      inUse.unlock();
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new ClosedException("a session of model '%s' is closed".formatted(model.name()));
    }
  }

  /** Refuses new passes, waits for the one that runs, then gives all memory back. */
  @Override
  public void close() {
    inUse.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      sequences.forEach(TokenSequence::markClosed);
      sequences.clear();
      try {
        queue.close();
      } finally {
        memory.close();
        model.forget(this);
      }
    } finally {
      inUse.unlock();
    }
  }
}
