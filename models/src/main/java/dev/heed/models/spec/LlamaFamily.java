package dev.heed.models.spec;

import static java.util.Map.entry;

import dev.heed.engine.op.NormKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Llama (Touvron et al., 2023) with its followers Llama 2, Llama 3 and SmolLM2: RMS norms before
 * attention and feed-forward, rotary positions, a gated feed-forward.
 */
final class LlamaFamily implements DecoderFamily {
  /**
   * What transformers takes where a configuration does not say; it differs from one follower to the
   * other.
   *
   * @param maxTokens of the longest text
   * @param keyHeads heads of keys and values; 0 for as many as of queries
   * @param headSize of each head; 0 for the width shared among them
   * @param epsilon of the norms
   */
  record Usual(int maxTokens, int keyHeads, int headSize, float epsilon) {}

  private static final Usual USUAL = new Usual(2048, 0, 0, 1e-6f);

  static final Map<Part, String> BODY =
      Map.ofEntries(
          entry(Part.WORDS, "embed_tokens"),
          entry(Part.ATTENTION_NORM, "layers.{layer}.input_layernorm"),
          entry(Part.QUERY, "layers.{layer}.self_attn.q_proj"),
          entry(Part.KEY, "layers.{layer}.self_attn.k_proj"),
          entry(Part.VALUE, "layers.{layer}.self_attn.v_proj"),
          entry(Part.ATTENTION_OUT, "layers.{layer}.self_attn.o_proj"),
          entry(Part.FEED_FORWARD_NORM, "layers.{layer}.post_attention_layernorm"),
          entry(Part.GATE, "layers.{layer}.mlp.gate_proj"),
          entry(Part.UP, "layers.{layer}.mlp.up_proj"),
          entry(Part.DOWN, "layers.{layer}.mlp.down_proj"),
          entry(Part.LAST_NORM, "norm"));

  static final Map<Part, String> HEAD = Map.of(Part.HEAD_OUT, "lm_head");

  @Override
  public List<String> modelTypes() {
    return List.of("llama");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "");
  }

  @Override
  public NameMap names(String prefix) {
    return NameMap.of(prefix, BODY, HEAD);
  }

  @Override
  public DecoderSpec spec(Config config) {
    boolean attentionBias = config.flagOr("attention_bias", false);
    CausalAttentionSpec attention = attention(config, USUAL, attentionBias, attentionBias, false);
    return spec(config, USUAL, attention, config.flagOr("mlp_bias", false), 0);
  }

  /** With the key names that Llama's followers share. */
  static CausalAttentionSpec attention(
      Config config, Usual usual, boolean inputBias, boolean outputBias, boolean headNorms) {
    int heads = config.size("num_attention_heads", Limits.WIDTH);
    int headSize = headSize(config, usual);
    int keyHeads = sizeOr(config, "num_key_value_heads", usual.keyHeads());
    return new CausalAttentionSpec(
        heads,
        keyHeads == 0 ? heads : keyHeads,
        headSize,
        CausalAttentionSpec.usualScale(headSize),
        0,
        inputBias,
        outputBias,
        headNorms);
  }

  /** What is said, which must be 1 or more; 0 where that is null, or usual. */
  private static int sizeOr(Config config, String key, int usual) {
    return config.has(key)
        ? config.size(key, Limits.WIDTH)
        : config.sizeUnlessNull(key, Limits.WIDTH, usual);
  }

  /** What {@code head_dim} says or is usual, or the width shared among the heads. */
  private static int headSize(Config config, Usual usual) {
    int size = sizeOr(config, "head_dim", usual.headSize());
    return size == 0 ? config.attention("num_attention_heads", "hidden_size").headSize() : size;
  }

  /**
   * With the key names that Llama's followers share; one rotation, one window.
   *
   * @param window of all layers; 0 for none
   */
  static DecoderSpec spec(
      Config config, Usual usual, CausalAttentionSpec attention, boolean bias, int window) {
    int layers = config.size("num_hidden_layers", Limits.LAYERS);
    return spec(
        config,
        usual,
        attention,
        bias,
        Collections.nCopies(layers, new DecoderLayerSpec(window, 0)));
  }

  /** The same with what differs from layer to layer. */
  static DecoderSpec spec(
      Config config,
      Usual usual,
      CausalAttentionSpec attention,
      boolean bias,
      List<DecoderLayerSpec> layers) {
    int maxTokens = config.sizeOr("max_position_embeddings", Limits.ROWS, usual.maxTokens());
    return new DecoderSpec(
        config.modelType(),
        config.size("vocab_size", Limits.ROWS),
        config.size("hidden_size", Limits.WIDTH),
        attention,
        new DecoderFeedForwardSpec(
            config.size("intermediate_size", Limits.WIDTH),
            config.activation("hidden_act", "silu"),
            true,
            bias),
        rmsNorm(config, usual.epsilon(), 0),
        new DecoderPositions.Rotary(
            List.of(new RotaryConfig(config, attention.headSize(), maxTokens).read(10_000))),
        layers,
        false,
        1,
        0,
        config.flagOr("tie_word_embeddings", false),
        maxTokens);
  }

  static DecoderNormSpec rmsNorm(Config config, float usual, float offset) {
    return new DecoderNormSpec(NormKind.RMS, config.numberOr("rms_norm_eps", usual), offset);
  }
}
