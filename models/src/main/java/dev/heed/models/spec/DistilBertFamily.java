package dev.heed.models.spec;

import static java.util.Map.entry;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.NormKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** DistilBERT (Sanh et al., 2019): BERT without token types and pooler, under names of its own. */
final class DistilBertFamily implements Family {
  private static final Map<Part, String> BODY =
      Map.ofEntries(
          entry(Part.WORDS, "embeddings.word_embeddings"),
          entry(Part.POSITIONS, "embeddings.position_embeddings"),
          entry(Part.EMBEDDING_NORM, "embeddings.LayerNorm"),
          entry(Part.QUERY, "transformer.layer.{layer}.attention.q_lin"),
          entry(Part.KEY, "transformer.layer.{layer}.attention.k_lin"),
          entry(Part.VALUE, "transformer.layer.{layer}.attention.v_lin"),
          entry(Part.ATTENTION_OUT, "transformer.layer.{layer}.attention.out_lin"),
          entry(Part.ATTENTION_NORM, "transformer.layer.{layer}.sa_layer_norm"),
          entry(Part.UP, "transformer.layer.{layer}.ffn.lin1"),
          entry(Part.DOWN, "transformer.layer.{layer}.ffn.lin2"),
          entry(Part.FEED_FORWARD_NORM, "transformer.layer.{layer}.output_layer_norm"));

  @Override
  public List<String> modelTypes() {
    return List.of("distilbert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("distilbert.", "");
  }

  /** The norms' epsilon is fixed at 1e-12; sinusoidal positions, too, are stored as a table. */
  @Override
  public TransformerSpec body(Config config) {
    return new TransformerSpec(
        config.modelType(),
        config.size("vocab_size", Limits.ROWS),
        config.size("dim", Limits.WIDTH),
        config.size("n_layers", Limits.LAYERS),
        config.attention("n_heads", "dim"),
        new FeedForwardSpec(
            config.size("hidden_dim", Limits.WIDTH), config.activation("activation")),
        new NormSpec(NormKind.LAYER, 1e-12f),
        new PositionScheme.Learned(config.size("max_position_embeddings", Limits.ROWS)),
        0,
        false,
        HeadSpec.NONE);
  }

  @Override
  public HeadSpec head(Config config) {
    return Architectures.head(config, hiddenOfTexts(), config.activation("activation"));
  }

  @Override
  public @Nullable Activation hiddenOfTexts() {
    return Activation.RELU;
  }

  @Override
  public Activation hiddenOfWords(TransformerSpec body) {
    return body.feedForward().activation();
  }

  @Override
  public NameMap names(String prefix, HeadSpec head) {
    return NameMap.of(
        prefix,
        BODY,
        switch (head) {
          case HeadSpec.None none -> Map.of();
          case HeadSpec.SequenceClassification c ->
              Map.of(Part.HEAD_DENSE, "pre_classifier", Part.HEAD_OUT, "classifier");
          case HeadSpec.Pooled p -> Map.of(Part.HEAD_OUT, HeadSpec.Pooled.MODULE);
          case HeadSpec.TokenClassification c -> Map.of(Part.HEAD_OUT, "classifier");
          case HeadSpec.MaskedLanguage m ->
              Map.of(
                  Part.HEAD_DENSE, "vocab_transform",
                  Part.HEAD_NORM, "vocab_layer_norm",
                  Part.HEAD_OUT, "vocab_projector",
                  Part.HEAD_OUT_BIAS, "vocab_projector");
        });
  }
}
