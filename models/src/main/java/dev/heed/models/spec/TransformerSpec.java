package dev.heed.models.spec;

/**
 * A Transformer encoder as data: learned token embeddings, layers of self-attention and
 * feed-forward, each followed by its residual and norm (post-norm), and a head. Families differ by
 * these values, never by subclass; a trait that no family here has is absent until one needs it.
 *
 * @param family as {@code model_type} says, such as {@code bert}
 * @param vocabulary token ids, from 0
 * @param width of a hidden state
 * @param layers how many
 * @param attention heads and their size
 * @param feedForward the inner layer
 * @param norm of embeddings and layers alike
 * @param positions how places in the text are told apart
 * @param tokenTypes kinds of tokens (question, answer); 0 where the family has none
 * @param pooler whether the first token's last state goes through a dense layer and tanh
 * @param head what is computed from the last states
 */
public record TransformerSpec(
    String family,
    int vocabulary,
    int width,
    int layers,
    AttentionSpec attention,
    FeedForwardSpec feedForward,
    NormSpec norm,
    PositionScheme positions,
    int tokenTypes,
    boolean pooler,
    HeadSpec head) {

  public TransformerSpec {
    if (attention.heads() * attention.headSize() != width) {
      throw new ModelException(
          "%s: %d heads of %d do not make the hidden size %d"
              .formatted(family, attention.heads(), attention.headSize(), width));
    }
    if (vocabulary < 1 || layers < 1 || tokenTypes < 0) {
      throw new ModelException(
          "%s: a vocabulary of %d, %d layers and %d token types make no model"
              .formatted(family, vocabulary, layers, tokenTypes));
    }
  }

  /** Most tokens in one sequence. */
  public int maxTokens() {
    return positions.maxTokens();
  }

  /** The same model with another head, or with none. */
  public TransformerSpec withHead(HeadSpec other) {
    return new TransformerSpec(
        family,
        vocabulary,
        width,
        layers,
        attention,
        feedForward,
        norm,
        positions,
        tokenTypes,
        pooler,
        other);
  }

  /** The same model with or without its pooler. */
  public TransformerSpec withPooler(boolean present) {
    return new TransformerSpec(
        family,
        vocabulary,
        width,
        layers,
        attention,
        feedForward,
        norm,
        positions,
        tokenTypes,
        present,
        head);
  }
}
