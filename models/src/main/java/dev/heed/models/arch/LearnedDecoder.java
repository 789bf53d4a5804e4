package dev.heed.models.arch;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.LowRank;
import dev.heed.models.nn.NoMemory;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.DecoderSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Transformer decoder whose parameters are learned. One thread at a time. */
public final class LearnedDecoder implements LearnedModel {
  private final String name;
  private final DecoderSpec spec;
  private final DecoderForward forward;
  private final List<Parameter> parameters;
  private final List<LowRank> changes;
  private final Scope scope;
  private final RotaryTables rotaries;
  private final int longest;

  /**
   * Takes the parameters over.
   *
   * @param name for error texts
   * @param layers as the spec says, over plain weights
   * @param parameters of these layers
   * @param changes of low rank beside their matrices
   * @param scope what the parameters lie in; closed with this model
   * @param queue brings rotations there
   * @param longest most tokens of a text
   */
  public LearnedDecoder(
      String name,
      DecoderSpec spec,
      DecoderLayers layers,
      List<Parameter> parameters,
      List<LowRank> changes,
      Scope scope,
      CommandQueue queue,
      int longest) {
    this.name = name;
    this.spec = spec;
    this.forward = new DecoderForward(spec, layers);
    this.parameters = List.copyOf(parameters);
    this.changes = List.copyOf(changes);
    this.scope = scope;
    this.longest = Math.min(longest, spec.maxTokens());
    this.rotaries = new RotaryTables(scope, queue, spec, this.longest);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DecoderSpec spec() {
    return spec;
  }

  /** Most tokens of a text. */
  public int longest() {
    return longest;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public List<LowRank> changes() {
    return changes;
  }

  /** Logits [tokens, vocabulary]. */
  @Override
  public Tensor logits(Pass pass, TokenBatch batch) {
    return logits(pass, batch, null);
  }

  /**
   * Logits of some tokens [rows, vocabulary].
   *
   * @param rows of the batch, or null for all
   */
  public Tensor logits(Pass pass, TokenBatch batch, int @Nullable [] rows) {
    Tensor positions = pass.indices(places(batch.spans(), false));
    Tensor turns = turns(pass, batch.spans(), positions);
    List<NoMemory> memory =
        spec.layers().stream()
            .map(layer -> new NoMemory(rotaries.rotation(layer.rotary(), turns)))
            .toList();
    Tensor states = forward.states(pass, pass.indices(batch.ids()), positions, memory);
    return forward.logits(pass, states, rows == null ? null : pass.indices(rows));
  }

  /** Rows of the rotary tables: places, in long texts behind those of short ones. */
  private Tensor turns(Pass pass, SeqSpans spans, Tensor positions) {
    return spans.longest() > spec.positions().switchesAfter()
        ? pass.indices(places(spans, true))
        : positions;
  }

  private int[] places(SeqSpans spans, boolean ofTables) {
    int[] places = new int[spans.total()];
    for (int s = 0; s < spans.count(); s++) {
      boolean isLong = spans.length(s) > spec.positions().switchesAfter();
      int first = ofTables ? rotaries.firstRow(isLong) : 0;
      for (int i = 0; i < spans.length(s); i++) {
        places[spans.start(s) + i] = first + i;
      }
    }
    return places;
  }

  @Override
  public void close() {
    scope.close();
  }
}
