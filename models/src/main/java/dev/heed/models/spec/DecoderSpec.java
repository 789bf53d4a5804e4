package dev.heed.models.spec;

import java.util.List;

/**
 * A Transformer decoder as data: token embeddings, layers of causal self-attention and feed-forward
 * around a residual stream, a last norm, and logits over the vocabulary. Families differ by these
 * values, never by subclass.
 *
 * @param family as {@code model_type} says, such as {@code llama}
 * @param vocabulary token ids, from 0
 * @param width of a hidden state
 * @param attention heads and what is done to their queries, keys and scores
 * @param feedForward the inner layer
 * @param norm of every norm over the width
 * @param positions how places in the text are told apart
 * @param layers what differs from layer to layer, in order
 * @param branchNorms whether what attention and feed-forward give is normalised once more before it
 *     is added to the stream (Gemma 2)
 * @param embeddingScale factor of the token embeddings; 1 for none
 * @param logitSoftCap c in c · tanh(logit / c); 0 for none
 * @param tied whether the weight of the logits is the table of token embeddings
 * @param maxTokens longest text that the model was made for
 */
public record DecoderSpec(
    String family,
    int vocabulary,
    int width,
    CausalAttentionSpec attention,
    DecoderFeedForwardSpec feedForward,
    DecoderNormSpec norm,
    DecoderPositions positions,
    List<DecoderLayerSpec> layers,
    boolean branchNorms,
    float embeddingScale,
    float logitSoftCap,
    boolean tied,
    int maxTokens) {
  public DecoderSpec {
    layers = List.copyOf(layers);
    if (vocabulary < 1 || width < 1 || layers.isEmpty() || maxTokens < 1) {
      throw new ModelException(
          "%s: a vocabulary of %d, a width of %d, %d layers and %d tokens make no model"
              .formatted(family, vocabulary, width, layers.size(), maxTokens));
    }
    if (!(logitSoftCap >= 0) || Float.isInfinite(logitSoftCap)) {
      throw new ModelException(
          "%s: a soft cap of %s on the logits; expected 0 or more".formatted(family, logitSoftCap));
    }
    for (DecoderLayerSpec layer : layers) {
      if (layer.rotary() >= positions.rotaries().size()) {
        throw new ModelException(
            "%s: a layer takes rotary table %d of %d"
                .formatted(family, layer.rotary(), positions.rotaries().size()));
      }
    }
  }

  /** Elements of keys and of values that one token has in one layer. */
  public int keyWidth() {
    return attention.keyHeads() * attention.headSize();
  }
}
