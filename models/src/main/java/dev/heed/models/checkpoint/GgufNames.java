package dev.heed.models.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Hugging Face calls the tensors of a GGUF file, by architecture. {@code .weight} and {@code
 * .bias} stay as they are.
 */
final class GgufNames {
  private static final Pattern IN_LAYER = Pattern.compile("blk\\.(\\d{1,6})\\.(.+)");
  private static final Pattern KIND = Pattern.compile("(.+)\\.(weight|bias)");

  /** Factors of the rotation, which a Hugging Face folder has in its configuration. */
  private static final Set<String> LLAMA_FACTORS = Set.of("rope_freqs.weight");

  private static final Set<String> PHI3_FACTORS =
      Set.of("rope_factors_long.weight", "rope_factors_short.weight");

  /**
   * Parts that see and hear, and what joins them to the model of the language, which some files
   * have as well (clip.cpp's names).
   */
  private static final List<String> FOREIGN = List.of("v.", "a.", "mm.", "resampler.");

  private static final Map<String, String> OUTER =
      Map.of("token_embd", "model.embed_tokens", "output_norm", "model.norm", "output", "lm_head");

  private static final ImmutableMap<String, String> LLAMA =
      ImmutableMap.<String, String>builder()
          .put("attn_norm", "input_layernorm")
          .put("attn_q", "self_attn.q_proj")
          .put("attn_k", "self_attn.k_proj")
          .put("attn_v", "self_attn.v_proj")
          .put("attn_output", "self_attn.o_proj")
          .put("ffn_norm", "post_attention_layernorm")
          .put("ffn_gate", "mlp.gate_proj")
          .put("ffn_up", "mlp.up_proj")
          .put("ffn_down", "mlp.down_proj")
          .buildOrThrow();

  private static final ImmutableMap<String, String> QWEN3 =
      with(LLAMA, Map.of("attn_q_norm", "self_attn.q_norm", "attn_k_norm", "self_attn.k_norm"));

  /** Four norms a layer: around the attention and around the feed-forward part. */
  private static final ImmutableMap<String, String> GEMMA2 =
      with(
          LLAMA,
          Map.of(
              "post_attention_norm", "post_attention_layernorm",
              "ffn_norm", "pre_feedforward_layernorm",
              "post_ffw_norm", "post_feedforward_layernorm"));

  private static final ImmutableMap<String, String> GEMMA3 =
      with(GEMMA2, Map.of("attn_q_norm", "self_attn.q_norm", "attn_k_norm", "self_attn.k_norm"));

  /** Queries, keys and values in one; the gate's rows before those of up. */
  private static final ImmutableMap<String, String> PHI3 =
      with(LLAMA, Map.of("attn_qkv", "self_attn.qkv_proj", "ffn_up", "mlp.gate_up_proj"));

  private static final Map<String, String> GPT2_OUTER =
      Map.of(
          "token_embd", "transformer.wte",
          "position_embd", "transformer.wpe",
          "output_norm", "transformer.ln_f",
          "output", "lm_head");

  private static final Map<String, String> GPT2 =
      Map.of(
          "attn_norm", "ln_1",
          "attn_qkv", "attn.c_attn",
          "attn_output", "attn.c_proj",
          "ffn_norm", "ln_2",
          "ffn_up", "mlp.c_fc",
          "ffn_down", "mlp.c_proj");

  private GgufNames() {}

  private static ImmutableMap<String, String> with(
      Map<String, String> names, Map<String, String> others) {
    return ImmutableMap.<String, String>builder().putAll(names).putAll(others).buildKeepingLast();
  }

  /**
   * Hugging Face's name of a tensor, or empty where the architecture has no such tensor. Factors of
   * the rotation keep theirs.
   */
  static Optional<String> of(GgufArchitecture architecture, String name) {
    Set<String> factors =
        switch (architecture) {
          case LLAMA -> LLAMA_FACTORS;
          case PHI3 -> PHI3_FACTORS;
          case QWEN2, QWEN3, GEMMA2, GEMMA3, GPT2 -> Set.of();
        };
    if (factors.contains(name)) {
      return Optional.of(name);
    }
    return switch (architecture) {
      case LLAMA, QWEN2 -> named(name, OUTER, "model.layers.", LLAMA);
      case QWEN3 -> named(name, OUTER, "model.layers.", QWEN3);
      case GEMMA2 -> named(name, OUTER, "model.layers.", GEMMA2);
      case GEMMA3 -> named(name, OUTER, "model.layers.", GEMMA3);
      case PHI3 -> named(name, OUTER, "model.layers.", PHI3);
      case GPT2 -> named(name, GPT2_OUTER, "transformer.h.", GPT2);
    };
  }

  /** Whether a tensor is of a part that no text goes through. */
  static boolean isForeign(String name) {
    return FOREIGN.stream().anyMatch(name::startsWith);
  }

  private static Optional<String> named(
      String name, Map<String, String> outer, String layers, Map<String, String> inLayer) {
    Matcher layer = IN_LAYER.matcher(name);
    return layer.matches()
        ? named(layer.group(2), inLayer).map(rest -> layers + layer.group(1) + "." + rest)
        : named(name, outer);
  }

  private static Optional<String> named(String name, Map<String, String> modules) {
    Matcher kind = KIND.matcher(name);
    return kind.matches()
        ? Optional.ofNullable(modules.get(kind.group(1)))
            .map(module -> module + "." + kind.group(2))
        : Optional.empty();
  }
}
