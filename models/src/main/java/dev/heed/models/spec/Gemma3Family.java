package dev.heed.models.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gemma 3 (Gemma team, 2025), its text: Gemma 2 without soft caps, queries and keys normalised, and
 * layers with a window that rotate otherwise than those without. Of the models that also take
 * images the text part is read.
 */
final class Gemma3Family implements DecoderFamily {
  private static final int SLIDING = 0;
  private static final int FULL = 1;

  @Override
  public List<String> modelTypes() {
    return List.of("gemma3_text", "gemma3");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "model.language_model.", "language_model.model.", "");
  }

  @Override
  public NameMap names(String prefix) {
    Map<Part, String> body = new HashMap<>(Gemma2Family.BODY);
    body.putAll(Qwen3Family.HEAD_NORMS);
    return NameMap.of(prefix, body, LlamaFamily.HEAD);
  }

  @Override
  public DecoderSpec spec(Config whole) {
    Config part = whole.part("text_config");
    Config config = part == null ? whole : part;
    int maxTokens = config.sizeOr("max_position_embeddings", Limits.ROWS, 131_072);
    CausalAttentionSpec attention =
        Gemma2Family.attention(config, config.numberOr("attn_logit_softcapping", 0), true);
    RotaryConfig rotary = new RotaryConfig(config, attention.headSize(), maxTokens);
    int pattern =
        Math.max(
            1,
            config.sizeOr(
                "sliding_window_pattern",
                Limits.LAYERS,
                config.sizeOr("_sliding_window_pattern", Limits.LAYERS, 6)));
    return Gemma2Family.spec(
        config,
        attention,
        new DecoderPositions.Rotary(
            List.of(
                rotary.read(LayerKinds.SLIDING, "rope_local_base_freq", 10_000, false),
                rotary.read(LayerKinds.FULL, "rope_theta", 1_000_000, true))),
        LayerKinds.read(
            config,
            layer -> (layer + 1) % pattern != 0,
            Gemma2Family.window(config),
            SLIDING,
            FULL),
        config.numberOr("final_logit_softcapping", 0),
        262_208,
        maxTokens);
  }
}
