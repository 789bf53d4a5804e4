package dev.heed.models.spec;

import static java.util.Map.entry;

import dev.heed.engine.op.NormKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * GPT-2 (Radford et al., 2019): layer norms before each branch, learned positions, biases
 * everywhere, no gate.
 */
final class Gpt2Family implements DecoderFamily {
  private static final Map<Part, String> BODY =
      Map.ofEntries(
          entry(Part.WORDS, "wte"),
          entry(Part.POSITIONS, "wpe"),
          entry(Part.ATTENTION_NORM, "h.{layer}.ln_1"),
          entry(Part.QUERY_KEY_VALUE, "h.{layer}.attn.c_attn"),
          entry(Part.ATTENTION_OUT, "h.{layer}.attn.c_proj"),
          entry(Part.FEED_FORWARD_NORM, "h.{layer}.ln_2"),
          entry(Part.UP, "h.{layer}.mlp.c_fc"),
          entry(Part.DOWN, "h.{layer}.mlp.c_proj"),
          entry(Part.LAST_NORM, "ln_f"));

  @Override
  public List<String> modelTypes() {
    return List.of("gpt2");
  }

  @Override
  public List<String> prefixes() {
    return List.of("transformer.", "");
  }

  @Override
  public NameMap names(String prefix) {
    return NameMap.of(prefix, BODY, LlamaFamily.HEAD);
  }

  @Override
  public boolean storesInputsFirst(Config config) {
    Config heed = config.part("heed");
    return heed == null || !"out_in".equals(heed.text("linear_layout"));
  }

  @Override
  public DecoderSpec spec(Config config) {
    config.require("scale_attn_weights", "true");
    config.require("scale_attn_by_inverse_layer_idx", "false");
    config.require("add_cross_attention", "false");
    int width = config.size("n_embd", Limits.WIDTH);
    int heads = config.size("n_head", Limits.WIDTH);
    int headSize = config.attention("n_head", "n_embd").headSize();
    int rows = config.size("n_positions", Limits.ROWS);
    return new DecoderSpec(
        config.modelType(),
        config.size("vocab_size", Limits.ROWS),
        width,
        new CausalAttentionSpec(
            heads, heads, headSize, CausalAttentionSpec.usualScale(headSize), 0, true, true, false),
        new DecoderFeedForwardSpec(
            config.has("n_inner") ? config.size("n_inner", Limits.WIDTH) : 4 * width,
            config.activation("activation_function", "gelu_new"),
            false,
            true),
        new DecoderNormSpec(NormKind.LAYER, config.numberOr("layer_norm_epsilon", 1e-5f), 0),
        new DecoderPositions.Learned(rows),
        Collections.nCopies(config.size("n_layer", Limits.LAYERS), new DecoderLayerSpec(0, -1)),
        false,
        1,
        0,
        config.flagOr("tie_word_embeddings", true),
        rows);
  }
}
