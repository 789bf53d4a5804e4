package dev.heed.models.arch;

import dev.heed.engine.Scope;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.LowRank;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.stream.Stream;

/** A Transformer encoder whose parameters are learned. One thread at a time. */
public final class LearnedEncoder implements LearnedModel {
  private final String name;
  private final TransformerSpec spec;
  private final EncoderLayers layers;
  private final EncoderForward forward;
  private final List<Parameter> parameters;
  private final List<LowRank> changes;
  private final Scope scope;

  /**
   * Takes the parameters over.
   *
   * @param name for error texts
   * @param layers as the spec says, over plain weights
   * @param parameters of these layers
   * @param changes of low rank beside their matrices
   * @param scope what the parameters lie in; closed with this model
   */
  public LearnedEncoder(
      String name,
      TransformerSpec spec,
      EncoderLayers layers,
      List<Parameter> parameters,
      List<LowRank> changes,
      Scope scope) {
    this.name = name;
    this.spec = spec;
    this.layers = layers;
    this.forward = new EncoderForward(spec, layers);
    this.parameters = List.copyOf(parameters);
    this.changes = List.copyOf(changes);
    this.scope = scope;
  }

  /**
   * The same encoder, with parameters beside it that are learned together with its own: what they
   * compute is up to the objective. It is closed with this one.
   */
  public LearnedEncoder with(List<Parameter> beside) {
    return new LearnedEncoder(
        name,
        spec,
        layers,
        Stream.concat(parameters.stream(), beside.stream()).toList(),
        changes,
        scope);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TransformerSpec spec() {
    return spec;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public List<LowRank> changes() {
    return changes;
  }

  /** Last hidden states [tokens, width]. */
  public Tensor states(Pass pass, TokenBatch batch) {
    return forward.states(pass, batch);
  }

  /** One row per sequence [sequences, width]. */
  public Tensor pooled(Pass pass, TokenBatch batch, Pooling pooling) {
    return forward.pooled(pass, pooling, states(pass, batch));
  }

  /** What the head computes: [sequences, labels], or [tokens, labels] where it works on tokens. */
  @Override
  public Tensor logits(Pass pass, TokenBatch batch) {
    Tensor states = states(pass, batch);
    return switch (layers.head()) {
      case Head.OfSequences head -> forward.logits(pass, head, states);
      case Head.OfPooled head -> forward.logits(pass, head, states);
      case Head.OfTokens head -> forward.logits(pass, head, states);
      case Head.None none ->
          throw new ModelException(
              "model '%s' (%s) has no classification or language head to learn"
                  .formatted(name, spec.family()));
    };
  }

  /**
   * What a head that works on tokens computes of some of them, [rows, labels]: those rows of {@link
   * #logits(Pass, TokenBatch)}, and nothing of the others. Over a vocabulary the head is most of
   * the work.
   *
   * @param rows tokens of the batch, at least one
   * @throws ModelException when its head is another one
   */
  public Tensor logits(Pass pass, TokenBatch batch, int[] rows) {
    if (!(layers.head() instanceof Head.OfTokens head)) {
      throw new ModelException(
          "model '%s' (%s) has no head that works on tokens".formatted(name, spec.family()));
    }
    return forward.logits(pass, head, states(pass, batch), rows);
  }

  @Override
  public void close() {
    scope.close();
  }
}
