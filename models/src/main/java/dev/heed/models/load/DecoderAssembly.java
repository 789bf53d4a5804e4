package dev.heed.models.load;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.DecoderLayers;
import dev.heed.models.nn.CausalAttention;
import dev.heed.models.nn.DecoderLayer;
import dev.heed.models.nn.Dense;
import dev.heed.models.nn.FeedForward;
import dev.heed.models.nn.GatedFeedForward;
import dev.heed.models.nn.Mlp;
import dev.heed.models.nn.RowNorm;
import dev.heed.models.spec.CausalAttentionSpec;
import dev.heed.models.spec.DecoderFeedForwardSpec;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the layers that a spec describes from the parameters of a checkpoint.
 *
 * @param names where the parameters are
 * @param inputsFirst whether linear weights are stored [in, out]
 * @param reader brings them to the backend
 */
record DecoderAssembly(
    DecoderSpec spec, NameMap names, boolean inputsFirst, ParameterReader reader) {
  DecoderLayers layers() {
    Tensor words = reader.table(names.module(Part.WORDS), spec.vocabulary(), spec.width());
    @Nullable Tensor positions =
        switch (spec.positions()) {
          case DecoderPositions.Learned learned ->
              reader.table(names.module(Part.POSITIONS), learned.rows(), spec.width());
          case DecoderPositions.Rotary rotary -> null;
        };
    List<DecoderLayer> layers =
        IntStream.range(0, spec.layers().size()).mapToObj(this::layer).toList();
    RowNorm lastNorm = norm(names.module(Part.LAST_NORM));
    return new DecoderLayers(words, positions, layers, lastNorm, logits());
  }

  private Dense logits() {
    String module = names.module(spec.tied() ? Part.WORDS : Part.HEAD_OUT);
    PackedWeight weight =
        reader.packed(
            List.of(reader.weight(module, spec.vocabulary(), spec.width(), false)), spec.width());
    return new Dense(weight, null, Activation.IDENTITY);
  }

  private DecoderLayer layer(int l) {
    return new DecoderLayer(
        norm(names.module(Part.ATTENTION_NORM, l)),
        attention(l),
        branchNorm(Part.ATTENTION_BRANCH_NORM, l),
        norm(names.module(Part.FEED_FORWARD_NORM, l)),
        spec.feedForward().gated() ? gated(l) : plain(l),
        branchNorm(Part.FEED_FORWARD_BRANCH_NORM, l));
  }

  private CausalAttention attention(int l) {
    CausalAttentionSpec attention = spec.attention();
    int found = attention.heads() * attention.headSize();
    int window = spec.layers().get(l).window();
    return new CausalAttention(
        attention.heads(),
        attention.keyHeads(),
        queryKeyValue(l),
        headNorm(Part.QUERY_NORM, l),
        headNorm(Part.KEY_NORM, l),
        attention.scale(),
        attention.softCap(),
        window == 0 ? Visibility.CAUSAL : new Visibility.Local(window - 1, 0),
        dense(
            names.module(Part.ATTENTION_OUT, l),
            found,
            spec.width(),
            attention.outputBias(),
            Activation.IDENTITY));
  }

  private Dense queryKeyValue(int l) {
    CausalAttentionSpec attention = spec.attention();
    int queries = attention.heads() * attention.headSize();
    int keys = spec.keyWidth();
    int width = spec.width();
    if (names.has(Part.QUERY_KEY_VALUE)) {
      String module = names.module(Part.QUERY_KEY_VALUE, l);
      return dense(module, width, queries + 2 * keys, attention.inputBias(), Activation.IDENTITY);
    }
    List<String> modules =
        List.of(
            names.module(Part.QUERY, l), names.module(Part.KEY, l), names.module(Part.VALUE, l));
    PackedWeight weight =
        reader.packed(
            List.of(
                reader.weight(modules.get(0), queries, width, inputsFirst),
                reader.weight(modules.get(1), keys, width, inputsFirst),
                reader.weight(modules.get(2), keys, width, inputsFirst)),
            width);
    @Nullable Tensor bias =
        attention.inputBias() ? reader.biases(modules, queries, keys, keys) : null;
    return new Dense(weight, bias, Activation.IDENTITY);
  }

  private Mlp plain(int l) {
    DecoderFeedForwardSpec inner = spec.feedForward();
    return new FeedForward(
        dense(
            names.module(Part.UP, l),
            spec.width(),
            inner.width(),
            inner.bias(),
            inner.activation()),
        down(l));
  }

  private Mlp gated(int l) {
    DecoderFeedForwardSpec inner = spec.feedForward();
    int width = inner.width();
    if (names.has(Part.GATE_UP)) {
      ParameterReader.Rows both =
          reader.weight(names.module(Part.GATE_UP, l), 2 * width, spec.width(), inputsFirst);
      return new GatedFeedForward(
          reader.packed(List.of(both.part(0, width)), spec.width()),
          reader.packed(List.of(both.part(width, width)), spec.width()),
          null,
          null,
          inner.activation(),
          down(l));
    }
    String gate = names.module(Part.GATE, l);
    String up = names.module(Part.UP, l);
    return new GatedFeedForward(
        reader.packed(List.of(reader.weight(gate, width, spec.width(), inputsFirst)), spec.width()),
        reader.packed(List.of(reader.weight(up, width, spec.width(), inputsFirst)), spec.width()),
        inner.bias() ? reader.bias(gate, width) : null,
        inner.bias() ? reader.bias(up, width) : null,
        inner.activation(),
        down(l));
  }

  private Dense down(int l) {
    DecoderFeedForwardSpec inner = spec.feedForward();
    return dense(
        names.module(Part.DOWN, l), inner.width(), spec.width(), inner.bias(), Activation.IDENTITY);
  }

  private Dense dense(String module, int in, int out, boolean bias, Activation activation) {
    PackedWeight weight = reader.packed(List.of(reader.weight(module, out, in, inputsFirst)), in);
    return new Dense(weight, bias ? reader.bias(module, out) : null, activation);
  }

  private RowNorm norm(String module) {
    return reader.norm(module, spec.width(), spec.norm());
  }

  private @Nullable RowNorm branchNorm(Part part, int l) {
    return spec.branchNorms() ? norm(names.module(part, l)) : null;
  }

  private @Nullable RowNorm headNorm(Part part, int l) {
    CausalAttentionSpec attention = spec.attention();
    return attention.headNorms()
        ? reader.norm(names.module(part, l), attention.headSize(), spec.norm())
        : null;
  }
}
