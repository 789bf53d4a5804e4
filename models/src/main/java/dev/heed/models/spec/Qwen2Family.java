package dev.heed.models.spec;

import java.util.List;

/**
 * Qwen2 and Qwen2.5 (Yang et al., 2024): Llama with biases on queries, keys and values; a window
 * over the upper layers where it is switched on.
 */
final class Qwen2Family implements DecoderFamily {
  private static final LlamaFamily.Usual USUAL = new LlamaFamily.Usual(32_768, 32, 0, 1e-6f);

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
    CausalAttentionSpec attention = LlamaFamily.attention(config, USUAL, true, false, false);
    return LlamaFamily.spec(config, USUAL, attention, false, layers(config));
  }

  /** Without the switch there is no window, whatever its length is said to be. */
  static List<DecoderLayerSpec> layers(Config config) {
    boolean on = config.flagOr("use_sliding_window", false);
    int window = on ? config.sizeUnlessNull("sliding_window", Limits.ROWS, 4096) : 0;
    int first = config.sizeOr("max_window_layers", Limits.LAYERS, 28);
    return LayerKinds.read(config, layer -> layer >= first, window, 0, 0);
  }
}
