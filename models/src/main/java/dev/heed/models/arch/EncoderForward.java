package dev.heed.models.arch;

import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Span;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The forward pass of an encoder: which layer follows which, and what is announced in between. */
final class EncoderForward {
  private final TransformerSpec spec;
  private final EncoderLayers layers;
  private final List<String> stateNames;
  private final List<Span> spans;

  EncoderForward(TransformerSpec spec, EncoderLayers layers) {
    this.spec = spec;
    this.layers = layers;
    this.stateNames =
        IntStream.rangeClosed(0, spec.layers()).mapToObj(l -> "hidden_states." + l).toList();
    this.spans = IntStream.range(0, spec.layers()).mapToObj(l -> span(layers, l)).toList();
  }

  private static Span span(EncoderLayers layers, int layer) {
    String attention = "attentions." + layer;
    return (pass, in) -> layers.layers().get(layer).apply(pass, in, attention);
  }

  /** Last hidden states [tokens, width]. */
  Tensor states(Pass pass, TokenBatch batch) {
    Tensor x =
        layers
            .embeddings()
            .apply(
                pass, pass.indices(batch.ids()), pass.indices(places(batch)), kinds(pass, batch));
    // The widest tensor of a layer first: the narrower ones find its memory when it is free.
    long widest = Math.max(3 * spec.width(), spec.feedForward().width());
    pass.reserve(batch.ids().length * widest);
    pass.announce(stateNames.getFirst(), Observer.Rows.TOKENS, x);
    for (int l = 0; l < spec.layers(); l++) {
      x = pass.span(spans.get(l), x);
      pass.announce(stateNames.get(l + 1), Observer.Rows.TOKENS, x);
    }
    pass.announce("last_hidden_state", Observer.Rows.TOKENS, x);
    return x;
  }

  /** One row of each sequence's states [sequences, width]. */
  Tensor pooled(Pass pass, Pooling pooling, Tensor states) {
    Tensor pooled = pass.take(pass.spans().count(), spec.width());
    pass.run(new PoolRows(pooling, states, pass.spans(), pooled));
    return pooled;
  }

  /** First tokens' states [sequences, width], through the pooler where there is one. */
  Tensor first(Pass pass, Tensor states) {
    Tensor first = pooled(pass, Pooling.CLS, states);
    if (layers.pooler() == null) {
      return first;
    }
    Tensor pooled = layers.pooler().apply(pass, first);
    pass.release(first);
    pass.announce("pooler_output", Observer.Rows.SEQUENCES, pooled);
    return pooled;
  }

  /** Logits [sequences, labels]. */
  Tensor logits(Pass pass, Head.OfSequences head, Tensor states) {
    Tensor logits = head.apply(pass, first(pass, states));
    pass.announce("logits", Observer.Rows.SEQUENCES, logits);
    return logits;
  }

  /** Logits [sequences, labels]. */
  Tensor logits(Pass pass, Head.OfPooled head, Tensor states) {
    Tensor logits = head.apply(pass, pooled(pass, head.pooling(), states));
    pass.announce("logits", Observer.Rows.SEQUENCES, logits);
    return logits;
  }

  /** Logits [tokens, labels]. */
  Tensor logits(Pass pass, Head.OfTokens head, Tensor states) {
    Tensor logits = head.apply(pass, states);
    pass.announce("logits", Observer.Rows.TOKENS, logits);
    return logits;
  }

  /** Logits [rows, labels] of some tokens, as if there were no others. */
  Tensor logits(Pass pass, Head.OfTokens head, Tensor states, int[] rows) {
    Tensor some = pass.take(rows.length, spec.width());
    pass.run(new GatherRows(states, pass.indices(rows), false, some));
    return head.apply(pass, some);
  }

  private int[] places(TokenBatch batch) {
    int[] places = new int[batch.ids().length];
    SeqSpans spans = batch.spans();
    for (int s = 0; s < spans.count(); s++) {
      int start = spans.start(s);
      spec.positions().fill(batch.ids(), start, start + spans.length(s), places);
    }
    return places;
  }

  private @Nullable Tensor kinds(Pass pass, TokenBatch batch) {
    if (spec.tokenTypes() == 0) {
      return null;
    }
    int[] types = batch.types();
    return pass.indices(types == null ? new int[batch.ids().length] : types);
  }
}
