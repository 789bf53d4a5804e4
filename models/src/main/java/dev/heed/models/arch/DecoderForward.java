package dev.heed.models.arch;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.AttentionMemory;
import dev.heed.models.nn.Observer;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.DecoderSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The forward pass of a decoder: which layer follows which, and what is announced in between. */
final class DecoderForward {
  private final DecoderSpec spec;
  private final DecoderLayers layers;
  private final List<String> stateNames;
  private final List<String> attentionNames;

  DecoderForward(DecoderSpec spec, DecoderLayers layers) {
    this.spec = spec;
    this.layers = layers;
    int count = spec.layers().size();
    this.stateNames = IntStream.rangeClosed(0, count).mapToObj(l -> "hidden_states." + l).toList();
    this.attentionNames = IntStream.range(0, count).mapToObj(l -> "attentions." + l).toList();
  }

  /**
   * States after the last layer, before the last norm: [tokens, width].
   *
   * @param ids I32 [tokens]
   * @param positions I32 [tokens]: where each stands in its text
   * @param memory of each layer
   */
  Tensor states(Pass pass, Tensor ids, Tensor positions, List<? extends AttentionMemory> memory) {
    Tensor x = pass.take(ids.size(0), spec.width());
    pass.run(new GatherRows(layers.words(), ids, false, x));
    if (layers.positions() != null) {
      pass.run(new GatherRows(layers.positions(), positions, true, x));
    }
    if (spec.embeddingScale() != 1) {
      Tensor scaled = pass.over(x);
      pass.run(Combine.scaled(spec.embeddingScale(), x, scaled));
      x = scaled;
    }
    pass.drop(x);
    int count = layers.layers().size();
    for (int l = 0; l < count; l++) {
      pass.announce(stateNames.get(l), Observer.Rows.TOKENS, x);
      int layer = l;
      x =
          pass.span(
              (part, in) ->
                  layers
                      .layers()
                      .get(layer)
                      .apply(part, in, memory.get(layer), attentionNames.get(layer)),
              x);
    }
    return x;
  }

  /**
   * Logits [wanted, vocabulary].
   *
   * @param states after the last layer; overwritten where all are wanted
   * @param wanted I32 rows of the states, or null for all
   */
  Tensor logits(Pass pass, Tensor states, @Nullable Tensor wanted) {
    Tensor rows = states;
    if (wanted != null) {
      rows = pass.take(wanted.size(0), spec.width());
      pass.run(new GatherRows(states, wanted, false, rows));
    }
    rows = layers.lastNorm().apply(pass, rows);
    if (wanted == null) {
      pass.announce(stateNames.getLast(), Observer.Rows.TOKENS, rows);
      pass.announce("last_hidden_state", Observer.Rows.TOKENS, rows);
    }
    Tensor logits = layers.logits().apply(pass, rows);
    if (spec.logitSoftCap() > 0) {
      pass.run(Combine.scaled(1 / spec.logitSoftCap(), logits, logits));
      Tensor capped = pass.over(logits);
      pass.run(new Activate(Activation.TANH, logits, capped));
      pass.run(Combine.scaled(spec.logitSoftCap(), capped, capped));
      logits = capped;
    }
    if (wanted == null) {
      pass.announce("logits", Observer.Rows.TOKENS, logits);
    }
    return logits;
  }
}
