package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.TransformerSpec;
import java.util.Arrays;
import java.util.List;

/**
 * A Transformer encoder with its weights on a backend: token ids in, states, embeddings or logits
 * out. Thread-safe: callers run side by side, each in a session of its own. What a sequence gives
 * depends, to the bit, on the sequence alone and not on its batch.
 *
 * <p>Results are one array per sequence, row by row. Ids that the model does not have, and
 * sequences that are empty or too long, are a {@link ModelException}.
 */
public final class EncoderModel implements AutoCloseable {
  /** Least norm that an embedding is divided by, as sentence-transformers has it. */
  private static final float LEAST_NORM = 1e-12f;

  private final String name;
  private final TransformerSpec spec;
  private final EncoderLayers layers;
  private final EncoderForward forward;
  private final List<Scope> weights;
  private final SessionPool sessions;

  /**
   * Takes the layers over.
   *
   * @param name for error texts
   * @param layers as the spec says
   * @param backend that holds the layers' parameters; stays open longer than this model
   * @param weights what the parameters lie in; closed with this model
   * @param concurrency most callers that run at once
   */
  public EncoderModel(
      String name,
      TransformerSpec spec,
      EncoderLayers layers,
      Backend backend,
      List<Scope> weights,
      int concurrency) {
    this.name = name;
    this.spec = spec;
    this.layers = layers;
    this.forward = new EncoderForward(spec, layers);
    this.weights = List.copyOf(weights);
    this.sessions = new SessionPool(name, concurrency, () -> new PassQueue(backend, name));
  }

  /** What error texts call this model. */
  public String name() {
    return name;
  }

  /** Sizes and kinds. */
  public TransformerSpec spec() {
    return spec;
  }

  /** Last hidden states: [tokens, width] of each sequence. */
  public float[][] states(TokenBatch batch) {
    return run(batch, (session, pass, states) -> tokenRows(session, states, batch.spans()));
  }

  /**
   * One row per sequence: [width] each.
   *
   * @param pooling how a sequence's states become one
   * @param normalize whether the row is scaled to length 1
   */
  public float[][] embed(TokenBatch batch, Pooling pooling, boolean normalize) {
    return run(
        batch,
        (session, pass, states) -> {
          Tensor pooled = forward.pooled(pass, pooling, states);
          if (normalize) {
            pass.run(new NormalizeRows(pooled, LEAST_NORM, pooled));
          }
          return sequenceRows(session, pooled);
        });
  }

  /**
   * What the pooler makes of each sequence's first token: [width] each.
   *
   * @throws ModelException when this model has no pooler
   */
  public float[][] pooled(TokenBatch batch) {
    if (layers.pooler() == null) {
      throw new ModelException("model '%s' (%s) has no pooler".formatted(name, spec.family()));
    }
    return run(
        batch, (session, pass, states) -> sequenceRows(session, forward.first(pass, states)));
  }

  /**
   * What the head computes: [labels] of each sequence, or [tokens, labels] where the head works on
   * tokens.
   *
   * @throws ModelException when this model has no head
   */
  public float[][] logits(TokenBatch batch) {
    return switch (layers.head()) {
      case Head.OfSequences head ->
          run(
              batch,
              (session, pass, states) -> sequenceRows(session, forward.logits(pass, head, states)));
      case Head.OfPooled head ->
          run(
              batch,
              (session, pass, states) -> sequenceRows(session, forward.logits(pass, head, states)));
      case Head.OfTokens head ->
          run(
              batch,
              (session, pass, states) ->
                  tokenRows(session, forward.logits(pass, head, states), batch.spans()));
      case Head.None none ->
          throw new ModelException(
              "model '%s' (%s) has no classification or language head; load a checkpoint that carries one"
                  .formatted(name, spec.family()));
    };
  }

  /**
   * What a head that works on tokens computes of some of them, [rows, labels] one after the other,
   * and nothing of the others: over a vocabulary the head is most of the work.
   *
   * @param rows tokens of the batch, ascending; at least one
   * @throws ModelException when this model has no such head
   */
  public float[] logits(TokenBatch batch, int[] rows) {
    if (!(layers.head() instanceof Head.OfTokens head)) {
      throw new ModelException(
          "model '%s' (%s) has no head that works on tokens".formatted(name, spec.family()));
    }
    return run(
        batch,
        (session, pass, states) ->
            session.download(forward.logits(pass, head, states, rows), new int[] {rows.length}))[0];
  }

  /**
   * One pass with everything that this model can compute, for an observer: {@code
   * hidden_states.0…n}, {@code last_hidden_state}, {@code attentions.0…n−1}, and {@code
   * pooler_output} and {@code logits} where the model has them.
   */
  public void observe(TokenBatch batch, Observer observer) {
    check(batch);
    sessions.with(session -> {
      Pass pass = session.begin(batch.spans(), observer);
      Tensor states = forward.states(pass, batch);
      Tensor last =
          switch (layers.head()) {
            case Head.OfSequences head -> forward.logits(pass, head, states);
            case Head.OfPooled head -> forward.logits(pass, head, states);
            case Head.OfTokens head -> forward.logits(pass, head, states);
            case Head.None none -> layers.pooler() == null ? states : forward.first(pass, states);
          };
      session.finish(); // An observer need not have waited for the last op.
      return last;
    });
  }

  /** Refuses new work, waits for what runs, then gives the memory back. */
  @Override
  public void close() {
    sessions.close();
    weights.forEach(Scope::close);
  }

  /** What is made of the last states. */
  private interface Ending {
    float[][] of(PassQueue session, Pass pass, Tensor states);
  }

  private float[][] run(TokenBatch batch, Ending ending) {
    check(batch);
    if (batch.count() == 0) {
      return new float[0][];
    }
    return sessions.with(session -> {
      Pass pass = session.begin(batch.spans(), null);
      return ending.of(session, pass, forward.states(pass, batch));
    });
  }

  private void check(TokenBatch batch) {
    SeqSpans spans = batch.spans();
    for (int s = 0; s < spans.count(); s++) {
      if (spans.length(s) == 0) {
        throw new ModelException("model '%s': sequence %d has no tokens".formatted(name, s));
      }
      if (spans.length(s) > spec.maxTokens()) {
        throw new ModelException(
            "model '%s': sequence %d has %,d tokens; the model takes %,d: truncate it"
                .formatted(name, s, spans.length(s), spec.maxTokens()));
      }
    }
    checkRange("token id", batch.ids(), spec.vocabulary());
    int[] types = batch.types();
    if (types != null) {
      checkRange("token type", types, Math.max(1, spec.tokenTypes()));
    }
  }

  private void checkRange(String what, int[] values, int end) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= end) {
        throw new ModelException(
            "model '%s': %s %d at place %d is outside 0 … %d"
                .formatted(name, what, values[i], i, end - 1));
      }
    }
  }

  private static float[][] tokenRows(PassQueue session, Tensor rows, SeqSpans spans) {
    int[] ends = new int[spans.count()];
    for (int s = 0; s < ends.length; s++) {
      ends[s] = spans.start(s) + spans.length(s);
    }
    return session.download(rows, ends);
  }

  private static float[][] sequenceRows(PassQueue session, Tensor rows) {
    int[] ends = new int[rows.size(0)];
    Arrays.setAll(ends, s -> s + 1);
    return session.download(rows, ends);
  }
}
