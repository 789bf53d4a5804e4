package dev.heed.models.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Phi-3 (Abdin et al., 2024): Llama with fused projections. */
final class Phi3Family implements DecoderFamily {
  private static final LlamaFamily.Usual USUAL = new LlamaFamily.Usual(4096, 0, 0, 1e-5f);

  @Override
  public List<String> modelTypes() {
    return List.of("phi3");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "");
  }

  @Override
  public NameMap names(String prefix) {
    Map<Part, String> body = new HashMap<>(LlamaFamily.BODY);
    List.of(Part.QUERY, Part.KEY, Part.VALUE, Part.GATE, Part.UP).forEach(body::remove);
    body.put(Part.QUERY_KEY_VALUE, "layers.{layer}.self_attn.qkv_proj");
    body.put(Part.GATE_UP, "layers.{layer}.mlp.gate_up_proj");
    return NameMap.of(prefix, body, LlamaFamily.HEAD);
  }

  @Override
  public DecoderSpec spec(Config config) {
    int window = config.sizeOr("sliding_window", Limits.ROWS, 0);
    CausalAttentionSpec attention = LlamaFamily.attention(config, USUAL, false, false, false);
    return LlamaFamily.spec(config, USUAL, attention, false, window);
  }
}
