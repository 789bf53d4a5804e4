package dev.heed.models.spec;

import java.util.List;

/** Mistral (Jiang et al., 2023): Llama with a sliding window over the keys of every layer. */
final class MistralFamily implements DecoderFamily {
  @Override
  public List<String> modelTypes() {
    return List.of("mistral");
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
    int window = config.sizeOr("sliding_window", Limits.ROWS, 0);
    CausalAttentionSpec attention = LlamaFamily.attention(config, false, false, false);
    return LlamaFamily.spec(config, attention, false, window, 10_000);
  }
}
