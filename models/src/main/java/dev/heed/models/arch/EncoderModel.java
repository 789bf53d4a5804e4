package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A Transformer encoder with its weights on a backend: token ids in, states, embeddings or logits
 * out. Thread-safe: callers run side by side, each in a session of its own. What a sequence gives
 * depends, to the bit, on the sequence alone and not on its batch.
 *
 * <p>Results are one array per sequence, row by row.
 */
public final class EncoderModel implements AutoCloseable {
  /** Least norm that an embedding is divided by, as sentence-transformers has it. */
  private static final float LEAST_NORM = 1e-12f;

  private final String name;
  private final TransformerSpec spec;
  private final EncoderLayers layers;
  private final List<Scope> weights;
  private final SessionPool sessions;
  private final List<String> stateNames;
  private final List<String> attentionNames;

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
    this.weights = List.copyOf(weights);
    this.sessions = new SessionPool(name, concurrency, () -> new EncoderSession(backend, name));
    this.stateNames =
        IntStream.rangeClosed(0, spec.layers()).mapToObj(l -> "hidden_states." + l).toList();
    this.attentionNames =
        IntStream.range(0, spec.layers()).mapToObj(l -> "attentions." + l).toList();
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
    return sessions.with(session -> {
      Tensor states = states(session, session.begin(batch, null), batch);
      return tokenRows(session, states, batch.spans());
    });
  }

  /**
   * One row per sequence: [width] each.
   *
   * @param pooling how a sequence's states become one
   * @param normalize whether the row is scaled to length 1
   */
  public float[][] embed(TokenBatch batch, Pooling pooling, boolean normalize) {
    return sessions.with(session -> {
      Pass pass = session.begin(batch, null);
      Tensor states = states(session, pass, batch);
      Tensor pooled = pass.take(batch.count(), spec.width());
      pass.run(new PoolRows(pooling, states, batch.spans(), pooled));
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
    return sessions.with(session -> {
      Pass pass = session.begin(batch, null);
      Tensor pooled = poolFirst(pass, states(session, pass, batch));
      return sequenceRows(session, pooled);
    });
  }

  /**
   * What the head computes: [labels] of each sequence, or [tokens, labels] where the head works on
   * tokens.
   *
   * @throws ModelException when this model has no head
   */
  public float[][] logits(TokenBatch batch) {
    if (layers.head() instanceof Head.None) {
      throw new ModelException(
          "model '%s' (%s) has no classification or language head; load a checkpoint that carries one"
              .formatted(name, spec.family()));
    }
    return sessions.with(session -> {
      Pass pass = session.begin(batch, null);
      Tensor states = states(session, pass, batch);
      Tensor logits = logits(pass, states);
      return layers.head() instanceof Head.OfTokens
          ? tokenRows(session, logits, batch.spans())
          : sequenceRows(session, logits);
    });
  }

  /**
   * One pass with everything that this model can compute, for an observer: {@code
   * hidden_states.0…n}, {@code last_hidden_state}, {@code attentions.0…n−1}, and {@code
   * pooler_output} and {@code logits} where the model has them.
   */
  public void observe(TokenBatch batch, Observer observer) {
    sessions.with(session -> {
      Pass pass = session.begin(batch, observer);
      Tensor states = states(session, pass, batch);
      if (!(layers.head() instanceof Head.None)) {
        logits(pass, states);
      } else if (layers.pooler() != null) {
        poolFirst(pass, states);
      }
      return states;
    });
  }

  /** Refuses new work, waits for what runs, then gives the memory back. */
  @Override
  public void close() {
    sessions.close();
    weights.forEach(Scope::close);
  }

  private Tensor states(EncoderSession session, Pass pass, TokenBatch batch) {
    check(batch);
    int tokens = batch.ids().length;
    int[] places = new int[tokens];
    SeqSpans spans = batch.spans();
    for (int s = 0; s < spans.count(); s++) {
      spec.positions().fill(batch.ids(), spans.start(s), spans.start(s) + spans.length(s), places);
    }
    @Nullable Tensor kinds = null;
    if (spec.tokenTypes() > 0) {
      int[] types = batch.types();
      kinds = session.upload(types == null ? new int[tokens] : types);
    }
    pass.reserve((long) tokens * Math.max(3 * spec.width(), spec.feedForward().width()));
    Tensor x =
        layers.embeddings().apply(pass, session.upload(batch.ids()), session.upload(places), kinds);
    pass.announce(stateNames.getFirst(), Observer.Rows.TOKENS, x);
    for (int l = 0; l < spec.layers(); l++) {
      layers.layers().get(l).apply(pass, x, attentionNames.get(l));
      pass.announce(stateNames.get(l + 1), Observer.Rows.TOKENS, x);
    }
    pass.announce("last_hidden_state", Observer.Rows.TOKENS, x);
    return x;
  }

  private Tensor poolFirst(Pass pass, Tensor states) {
    Tensor first = Head.firstTokens(pass, states);
    if (layers.pooler() == null) {
      return first;
    }
    Tensor pooled = layers.pooler().apply(pass, first);
    pass.release(first);
    pass.announce("pooler_output", Observer.Rows.SEQUENCES, pooled);
    return pooled;
  }

  private Tensor logits(Pass pass, Tensor states) {
    return switch (layers.head()) {
      case Head.OfSequences head -> {
        Tensor logits = head.apply(pass, poolFirst(pass, states));
        pass.announce("logits", Observer.Rows.SEQUENCES, logits);
        yield logits;
      }
      case Head.OfTokens head -> {
        Tensor logits = head.apply(pass, states);
        pass.announce("logits", Observer.Rows.TOKENS, logits);
        yield logits;
      }
      case Head.None none -> throw new IllegalStateException("no head was checked before");
    };
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

  private static float[][] tokenRows(EncoderSession session, Tensor rows, SeqSpans spans) {
    float[][] results = new float[spans.count()][];
    for (int s = 0; s < results.length; s++) {
      results[s] = session.download(rows, spans.start(s), spans.start(s) + spans.length(s));
    }
    return results;
  }

  private static float[][] sequenceRows(EncoderSession session, Tensor rows) {
    float[][] results = new float[rows.size(0)][];
    for (int s = 0; s < results.length; s++) {
      results[s] = session.download(rows, s, s + 1);
    }
    return results;
  }
}
