package dev.heed.models.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gemma 2 (Gemma team, 2024): norms before and after each branch, soft caps on scores and logits,
 * every other layer with a window, embeddings times √width.
 */
final class Gemma2Family implements DecoderFamily {
  static final Map<Part, String> BODY = body();

  private static Map<Part, String> body() {
    Map<Part, String> body = new HashMap<>(LlamaFamily.BODY);
    body.put(Part.ATTENTION_BRANCH_NORM, "layers.{layer}.post_attention_layernorm");
    body.put(Part.FEED_FORWARD_NORM, "layers.{layer}.pre_feedforward_layernorm");
    body.put(Part.FEED_FORWARD_BRANCH_NORM, "layers.{layer}.post_feedforward_layernorm");
    return Map.copyOf(body);
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gemma2");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "");
  }

  @Override
  public NameMap names(String prefix) {
    return NameMap.of(prefix, BODY, LlamaFamily.HEAD);
  }

  @Override
  public DecoderSpec spec(Config config) {
    int maxTokens = config.sizeOr("max_position_embeddings", Limits.ROWS, 8192);
    CausalAttentionSpec attention =
        attention(config, config.numberUnlessNull("attn_logit_softcapping", 50), false);
    return spec(
        config,
        attention,
        new DecoderPositions.Rotary(
            List.of(new RotaryConfig(config, attention.headSize(), maxTokens).read(10_000))),
        LayerKinds.read(config, layer -> layer % 2 == 0, window(config), 0, 0),
        config.numberUnlessNull("final_logit_softcapping", 30),
        256_000,
        maxTokens);
  }

  /** Tokens that the layers with a window see. */
  static int window(Config config) {
    return config.sizeUnlessNull("sliding_window", Limits.ROWS, 4096);
  }

  /** With Gemma's own scale of the scores. */
  static CausalAttentionSpec attention(Config config, float softCap, boolean headNorms) {
    int heads = config.sizeOr("num_attention_heads", Limits.WIDTH, 8);
    int headSize = config.sizeOr("head_dim", Limits.WIDTH, 256);
    double scalar = config.doubleOr("query_pre_attn_scalar", 256);
    boolean bias = config.flagOr("attention_bias", false);
    return new CausalAttentionSpec(
        heads,
        config.sizeOr("num_key_value_heads", Limits.WIDTH, 4),
        headSize,
        (float) (1 / Math.sqrt(scalar)),
        softCap,
        bias,
        bias,
        headNorms);
  }

  /**
   * What Gemma 2 and 3 share.
   *
   * @param softCap of the logits; 0 for none
   * @param usualRows of the table of words, where the configuration does not say
   */
  static DecoderSpec spec(
      Config config,
      CausalAttentionSpec attention,
      DecoderPositions positions,
      List<DecoderLayerSpec> layers,
      float softCap,
      int usualRows,
      int maxTokens) {
    config.require("use_bidirectional_attention", "false");
    int width = config.size("hidden_size", Limits.WIDTH);
    Config heed = config.part("heed");
    boolean added = heed != null && heed.flagOr("norm_offset_added", false);
    return new DecoderSpec(
        config.modelType(),
        config.sizeOr("vocab_size", Limits.ROWS, usualRows),
        width,
        attention,
        new DecoderFeedForwardSpec(
            config.size("intermediate_size", Limits.WIDTH),
            config.activation("hidden_activation", "gelu_pytorch_tanh"),
            true,
            false),
        LlamaFamily.rmsNorm(config, 1e-6f, added ? 0 : 1),
        positions,
        layers,
        true,
        (float) Math.sqrt(width),
        softCap,
        config.flagOr("tie_word_embeddings", true),
        maxTokens);
  }
}
