package dev.heed.models.spec;

import static java.util.Map.entry;

import dev.heed.engine.op.Activation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BERT (Devlin et al., 2018) and what shares its shape: MiniLM, BGE, E5, MS-MARCO cross-encoders.
 */
final class BertFamily implements Family {
  static final Map<Part, String> BODY =
      Map.ofEntries(
          entry(Part.WORDS, "embeddings.word_embeddings"),
          entry(Part.POSITIONS, "embeddings.position_embeddings"),
          entry(Part.TOKEN_TYPES, "embeddings.token_type_embeddings"),
          entry(Part.EMBEDDING_NORM, "embeddings.LayerNorm"),
          entry(Part.QUERY, "encoder.layer.{layer}.attention.self.query"),
          entry(Part.KEY, "encoder.layer.{layer}.attention.self.key"),
          entry(Part.VALUE, "encoder.layer.{layer}.attention.self.value"),
          entry(Part.ATTENTION_OUT, "encoder.layer.{layer}.attention.output.dense"),
          entry(Part.ATTENTION_NORM, "encoder.layer.{layer}.attention.output.LayerNorm"),
          entry(Part.UP, "encoder.layer.{layer}.intermediate.dense"),
          entry(Part.DOWN, "encoder.layer.{layer}.output.dense"),
          entry(Part.FEED_FORWARD_NORM, "encoder.layer.{layer}.output.LayerNorm"),
          entry(Part.POOLER, "pooler.dense"));

  @Override
  public List<String> modelTypes() {
    return List.of("bert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("bert.", "");
  }

  @Override
  public TransformerSpec body(Config config) {
    int rows = config.size("max_position_embeddings", Limits.ROWS);
    return body(config, new PositionScheme.Learned(rows));
  }

  /** With the key names that BERT and RoBERTa share. */
  static TransformerSpec body(Config config, PositionScheme positions) {
    config.require("position_embedding_type", "absolute");
    config.require("is_decoder", "false");
    config.require("add_cross_attention", "false");
    return new TransformerSpec(
        config.modelType(),
        config.size("vocab_size", Limits.ROWS),
        config.size("hidden_size", Limits.WIDTH),
        config.size("num_hidden_layers", Limits.LAYERS),
        config.attention("num_attention_heads", "hidden_size"),
        new FeedForwardSpec(
            config.size("intermediate_size", Limits.WIDTH), config.activation("hidden_act")),
        config.layerNorm("layer_norm_eps"),
        positions,
        config.sizeOr("type_vocab_size", Limits.ROWS, 2),
        true,
        HeadSpec.NONE);
  }

  @Override
  public HeadSpec head(Config config) {
    return Architectures.head(config, hiddenOfTexts(), config.activation("hidden_act"));
  }

  @Override
  public @Nullable Activation hiddenOfTexts() {
    return null;
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
          case HeadSpec.SequenceClassification c -> Map.of(Part.HEAD_OUT, "classifier");
          case HeadSpec.Pooled p -> Map.of(Part.HEAD_OUT, HeadSpec.Pooled.MODULE);
          case HeadSpec.TokenClassification c -> Map.of(Part.HEAD_OUT, "classifier");
          case HeadSpec.MaskedLanguage m ->
              Map.of(
                  Part.HEAD_DENSE, "cls.predictions.transform.dense",
                  Part.HEAD_NORM, "cls.predictions.transform.LayerNorm",
                  Part.HEAD_OUT, "cls.predictions.decoder",
                  Part.HEAD_OUT_BIAS, "cls.predictions");
        });
  }
}
