package dev.heed.models.spec;

import java.util.List;

/**
 * Qwen2 and Qwen2.5 (Yang et al., 2024): Llama with biases on queries, keys and values; a window
 * over the upper layers where it is switched on.
 */
final class Qwen2Family implements DecoderFamily {
  @Override
  public List<String> modelTypes() {
    return List.of("qwen2");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "");
  }

  @Override
  public NameMap names(String prefix) {
    return NameMap.of(prefix, LlamaFamily.BODY, LlamaFamily.HEAD);
  }

  @Override
  public DecoderSpec spec(Config config) {
    CausalAttentionSpec attention = LlamaFamily.attention(config, true, false, false);
    return LlamaFamily.spec(config, attention, false, layers(config), 10_000);
  }

  static List<DecoderLayerSpec> layers(Config config) {
    boolean on = config.flagOr("use_sliding_window", false);
    int first = config.sizeOr("max_window_layers", Limits.LAYERS, 28);
    return LayerKinds.read(config, layer -> on && layer >= first, 0, 0);
  }
}
