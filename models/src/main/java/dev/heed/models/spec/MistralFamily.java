package dev.heed.models.spec;

import java.util.List;

/** Mistral (Jiang et al., 2023): Llama with a sliding window over the keys of every layer. */
final class MistralFamily implements DecoderFamily {
  private static final LlamaFamily.Usual USUAL = new LlamaFamily.Usual(131_072, 8, 0, 1e-6f);

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
    int window = config.sizeUnlessNull("sliding_window", Limits.ROWS, 4096);
    CausalAttentionSpec attention = LlamaFamily.attention(config, USUAL, false, false, false);
    return LlamaFamily.spec(config, USUAL, attention, false, window);
  }
}
