package dev.heed.models.spec;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Qwen3 (Yang et al., 2025): Llama whose queries and keys are normalised head by head. */
final class Qwen3Family implements DecoderFamily {
  private static final LlamaFamily.Usual USUAL = new LlamaFamily.Usual(32_768, 32, 128, 1e-6f);

  static final Map<Part, String> HEAD_NORMS =
      Map.ofEntries(
          entry(Part.QUERY_NORM, "layers.{layer}.self_attn.q_norm"),
          entry(Part.KEY_NORM, "layers.{layer}.self_attn.k_norm"));

  @Override
  public List<String> modelTypes() {
    return List.of("qwen3");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "");
  }

  @Override
  public NameMap names(String prefix) {
    Map<Part, String> body = new HashMap<>(LlamaFamily.BODY);
    body.putAll(HEAD_NORMS);
    return NameMap.of(prefix, body, LlamaFamily.HEAD);
  }

  @Override
  public DecoderSpec spec(Config config) {
    boolean bias = config.flagOr("attention_bias", false);
    CausalAttentionSpec attention = LlamaFamily.attention(config, USUAL, bias, bias, true);
    return LlamaFamily.spec(config, USUAL, attention, false, Qwen2Family.layers(config));
  }
}
