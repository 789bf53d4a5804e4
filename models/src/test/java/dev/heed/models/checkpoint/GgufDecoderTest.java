package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the metadata of each architecture becomes. The keys are those that llama.cpp's converter
 * writes; the settings are those of the config.json that it reads.
 */
class GgufDecoderTest {
  /** Two layers of width 32 with four heads. */
  private static GgufWriter writer(String architecture) {
    return GgufWriter.of(architecture)
        .put(architecture + ".block_count", 2)
        .put(architecture + ".context_length", 256)
        .put(architecture + ".embedding_length", 32)
        .put(architecture + ".feed_forward_length", 96)
        .put(architecture + ".attention.head_count", 4)
        .put(architecture + ".attention.head_count_kv", 2)
        .put(architecture + ".attention.layer_norm_rms_epsilon", 1e-6f)
        .zeros("token_embd.weight", FileDType.Q4_0, 10, 32);
  }

  private static JsonNode config(GgufWriter writer) {
    try (GgufDecoder decoder = parse(writer)) {
      return written(decoder);
    }
  }

  /** As it would stand in a file: there an int and a long are both numbers. */
  private static JsonNode written(GgufDecoder decoder) {
    return JsonMapper.shared().readTree(decoder.config().toString());
  }

  private static GgufDecoder parse(GgufWriter writer) {
    return GgufDecoder.parse(MemorySegment.ofArray(writer.bytes()), "model.gguf");
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  @Test
  void llama() {
    GgufWriter writer =
        writer("llama")
            .put("llama.rope.freq_base", 500_000f)
            .put("llama.rope.dimension_count", 8)
            .put("llama.vocab_size", 9)
            .put("tokenizer.ggml.tokens", List.of("a", "b", "<s>", "</s>"))
            .put("tokenizer.ggml.bos_token_id", 2)
            .put("tokenizer.ggml.eos_token_id", 3)
            .zeros("blk.0.attn_q.weight", FileDType.Q4_0, 32, 32)
            .tensor("rope_freqs.weight", new float[] {1, 1, 2.5f, 8}, 4);
    try (GgufDecoder decoder = parse(writer)) {
      assertThat(written(decoder))
          .isEqualTo(
              json(
                  """
                  {'model_type': 'llama', 'architectures': ['LlamaForCausalLM'], 'hidden_size': 32,
                   'num_hidden_layers': 2, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'head_dim': 8,
                   'intermediate_size': 96, 'max_position_embeddings': 256, 'rms_norm_eps': 1e-6,
                   'hidden_act': 'silu', 'rope_theta': 500000.0,
                   'heed': {'rope_pairing': 'interleaved', 'rope_factors': [1.0, 1.0, 2.5, 8.0]},
                   'attention_bias': false, 'mlp_bias': false, 'tie_word_embeddings': true, 'vocab_size': 10,
                   'bos_token_id': 2, 'eos_token_id': 3}
                  """));
      assertThat(decoder.checkpoint().names())
          .containsExactly(
              "model.embed_tokens.weight",
              "model.layers.0.self_attn.q_proj.weight",
              "rope_freqs.weight");
    }
  }

  @Test
  void aLlamaWithASlidingWindowIsMistral() {
    JsonNode config = config(writer("llama").put("llama.attention.sliding_window", 128));
    assertThat(config.path("model_type").asString()).isEqualTo("mistral");
    assertThat(config.path("sliding_window").asInt()).isEqualTo(128);
    assertThat(config.path("architectures").get(0).asString()).isEqualTo("MistralForCausalLM");
  }

  @Test
  void anOutputOfItsOwnIsNotTied() {
    JsonNode config = config(writer("qwen2").zeros("output.weight", FileDType.Q4_0, 10, 32));
    assertThat(config.path("tie_word_embeddings").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "qwen3"})
  void qwenPairsHalves(String architecture) {
    JsonNode config = config(writer(architecture).put(architecture + ".attention.key_length", 16));
    assertThat(config.has("heed")).isFalse();
    assertThat(config.path("model_type").asString()).isEqualTo(architecture);
    assertThat(config.path("head_dim").asInt()).isEqualTo(16);
    assertThat(config.path("rope_theta").asDouble()).isEqualTo(10_000);
  }

  @Test
  void gemma2() {
    JsonNode config =
        config(
            writer("gemma2")
                .put("gemma2.attention.key_length", 16)
                .put("gemma2.attention.value_length", 16)
                .put("gemma2.attention.sliding_window", 64)
                .put("gemma2.attn_logit_softcapping", 50f)
                .put("gemma2.final_logit_softcapping", 30f));
    assertThat(config)
        .isEqualTo(
            json(
                """
                {'model_type': 'gemma2', 'architectures': ['Gemma2ForCausalLM'], 'hidden_size': 32,
                 'num_hidden_layers': 2, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'head_dim': 16,
                 'intermediate_size': 96, 'max_position_embeddings': 256, 'rms_norm_eps': 1e-6,
                 'hidden_act': 'gelu_pytorch_tanh', 'hidden_activation': 'gelu_pytorch_tanh', 'rope_theta': 10000.0,
                 'query_pre_attn_scalar': 16.0, 'sliding_window_pattern': 2,
                 'layer_types': ['sliding_attention', 'full_attention'], 'sliding_window': 64,
                 'attn_logit_softcapping': 50.0, 'final_logit_softcapping': 30.0,
                 'heed': {'norm_offset_added': true}, 'tie_word_embeddings': true, 'vocab_size': 10}
                """));
  }

  /** Six layers of which the last sees all, as in the published models. */
  @Test
  void gemma3() {
    JsonNode config =
        config(
            writer("gemma3")
                .put("gemma3.attention.sliding_window", 64)
                .put("gemma3.rope.freq_base", 1e6f)
                .put("gemma3.rope.scaling.type", "linear")
                .put("gemma3.rope.scaling.factor", 8f));
    assertThat(config.path("model_type").asString()).isEqualTo("gemma3_text");
    assertThat(config.path("rope_theta").asDouble()).isEqualTo(1e6);
    assertThat(config.path("rope_local_base_freq").asDouble()).isEqualTo(1e4);
    assertThat(config.path("rope_scaling")).isEqualTo(json("{'rope_type':'linear','factor':8.0}"));
    assertThat(config.path("sliding_window_pattern").asInt()).isEqualTo(6);
    assertThat(config.path("layer_types"))
        .isEqualTo(json("['sliding_attention', 'sliding_attention']"));
    assertThat(config.path("heed")).isEqualTo(json("{'norm_offset_added': true}"));
    assertThat(config.has("final_logit_softcapping")).isFalse();
  }

  @Test
  void layersThatSlideMayBeListed() {
    JsonNode config =
        config(
            writer("gemma3")
                .put("gemma3.attention.sliding_window", 64)
                .put("gemma3.attention.sliding_window_pattern", new int[] {0, 1}));
    assertThat(config.path("layer_types"))
        .isEqualTo(json("['full_attention', 'sliding_attention']"));
  }

  /** 4608 / 32 of Gemma 2 and 5376 / 32 of Gemma 3, which their papers give. */
  @ParameterizedTest
  @CsvSource({
    "gemma2, 46, 4608, 32, 128, 144",
    "gemma3, 62, 5376, 32, 128, 168",
    "gemma2, 42, 3584, 16, 256, 256",
    "gemma3, 34, 2560, 8, 256, 256"
  })
  void queriesOfTheLargestGemmasAreScaledByTheWidth(
      String architecture, int layers, int width, int heads, int size, double scalar) {
    GgufWriter writer =
        GgufWriter.of(architecture)
            .put(architecture + ".block_count", layers)
            .put(architecture + ".context_length", 8192)
            .put(architecture + ".embedding_length", width)
            .put(architecture + ".feed_forward_length", 96)
            .put(architecture + ".attention.head_count", heads)
            .put(architecture + ".attention.key_length", size)
            .put(architecture + ".attention.layer_norm_rms_epsilon", 1e-6f)
            .zeros("token_embd.weight", FileDType.Q4_0, 1, width);
    assertThat(config(writer).path("query_pre_attn_scalar").asDouble()).isEqualTo(scalar);
  }

  @Test
  void phi3WithFactorsForLongTexts() {
    JsonNode config =
        config(
            writer("phi3")
                .put("phi3.rope.dimension_count", 6)
                .put("phi3.rope.scaling.original_context_length", 64)
                .put("phi3.rope.scaling.attn_factor", 1.1902381f)
                .put("phi3.attention.sliding_window", 200)
                .tensor("rope_factors_long.weight", new float[] {1, 2.5f, 60}, 3)
                .tensor("rope_factors_short.weight", new float[] {1, 1, 1.1f}, 3));
    assertThat(config.path("original_max_position_embeddings").asInt()).isEqualTo(64);
    assertThat(config.path("max_position_embeddings").asInt()).isEqualTo(256);
    assertThat(config.path("partial_rotary_factor").asDouble()).isEqualTo(0.75);
    assertThat(config.path("sliding_window").asInt()).isEqualTo(200);
    assertThat(config.path("rope_scaling"))
        .isEqualTo(
            json(
                """
                {'rope_type': 'longrope', 'long_factor': [1.0, 2.5, 60.0], 'short_factor': [1.0, 1.0, 1.1],
                 'attention_factor': 1.1902381}
                """));
  }

  @Test
  void phi3WithoutThem() {
    JsonNode config = config(writer("phi3").put("phi3.attention.sliding_window", 0));
    assertThat(config.path("original_max_position_embeddings").asInt()).isEqualTo(256);
    assertThat(config.has("rope_scaling")).isFalse();
    assertThat(config.has("sliding_window")).isFalse();
  }

  @Test
  void gpt2() {
    GgufWriter writer =
        writer("gpt2")
            .put("gpt2.attention.layer_norm_epsilon", 1e-5f)
            .zeros("position_embd.weight", FileDType.F32, 256, 32);
    assertThat(config(writer))
        .isEqualTo(
            json(
                """
                {'model_type': 'gpt2', 'architectures': ['GPT2LMHeadModel'], 'n_embd': 32, 'n_layer': 2, 'n_head': 4,
                 'n_inner': 96, 'n_positions': 256, 'layer_norm_epsilon': 1e-5, 'activation_function': 'gelu_new',
                 'heed': {'linear_layout': 'out_in'}, 'tie_word_embeddings': true, 'vocab_size': 10}
                """));
  }

  @Test
  void yarn() {
    JsonNode config =
        config(
            writer("qwen2")
                .put("qwen2.rope.scaling.type", "yarn")
                .put("qwen2.rope.scaling.factor", 4f)
                .put("qwen2.rope.scaling.original_context_length", 64));
    assertThat(config.path("rope_scaling"))
        .isEqualTo(json("{'rope_type':'yarn','factor':4.0,'original_max_position_embeddings':64}"));
  }

  @Test
  void oneNumberForEachLayerIsOneNumber() {
    GgufWriter writer = writer("llama").put("llama.expert_count", 0);
    assertThat(config(writer).path("num_attention_heads").asInt()).isEqualTo(4);
    GgufWriter perLayer =
        GgufWriter.of("llama")
            .put("llama.block_count", 2)
            .put("llama.context_length", 256)
            .put("llama.embedding_length", 32)
            .put("llama.feed_forward_length", new int[] {96, 96})
            .put("llama.attention.head_count", new int[] {4, 4})
            .put("llama.attention.layer_norm_rms_epsilon", 1e-6f)
            .zeros("token_embd.weight", FileDType.Q4_0, 10, 32);
    assertThat(config(perLayer).path("num_key_value_heads").asInt()).isEqualTo(4);
    isRefused(
        GgufWriter.of("llama")
            .put("llama.embedding_length", 32)
            .put("llama.attention.head_count", new int[] {4, 8})
            .zeros("token_embd.weight", FileDType.Q4_0, 10, 32),
        "metadata 'llama.attention.head_count' differs from layer to layer (4 and 8)");
  }

  /** As llama.cpp, which looks for such tokens too. */
  @Test
  void controlTokensThatEndAnAnswerAreEnds() {
    JsonNode config =
        config(
            writer("llama")
                .put("tokenizer.ggml.tokens", List.of("<|endoftext|>", "<|im_end|>", "<|eot_id|>"))
                .put("tokenizer.ggml.token_type", new int[] {3, 3, 1})
                .put("tokenizer.ggml.eos_token_id", 1)
                .put("tokenizer.ggml.eot_token_id", 1)
                .put("tokenizer.ggml.padding_token_id", 1)
                .put("tokenizer.ggml.unknown_token_id", 0));
    assertThat(config.path("eos_token_id")).isEqualTo(json("[1, 0]"));
    assertThat(config.path("pad_token_id").asInt()).isEqualTo(1);
    assertThat(config.path("unk_token_id").asInt()).isZero();
  }

  @Test
  void aFileWithoutTensorsOpensForItsVocabulary() {
    GgufWriter writer =
        GgufWriter.of("bert")
            .put("tokenizer.ggml.tokens", List.of("a", "b"))
            .put("tokenizer.ggml.padding_token_id", 0);
    try (GgufDecoder decoder = parse(writer)) {
      assertThat(written(decoder))
          .isEqualTo(json("{'model_type': 'bert', 'vocab_size': 2, 'pad_token_id': 0}"));
      assertThat(decoder.metadata().strings("tokenizer.ggml.tokens").orElseThrow())
          .containsExactly("a", "b");
    }
  }

  @Test
  void anArchitectureThatIsNotSupportedIsNamed() {
    isRefused(
        GgufWriter.of("bert").zeros("token_embd.weight", FileDType.F32, 1),
        "the architecture 'bert' is not supported; supported are llama, qwen2, qwen3, gemma2, gemma3, phi3, gpt2");
    isRefused(
        GgufWriter.of("qwen2moe").zeros("token_embd.weight", FileDType.F32, 1),
        "the architecture 'qwen2moe', a mixture of experts, is not supported; supported are llama");
    isRefused(
        new GgufWriter().zeros("token_embd.weight", FileDType.F32, 1),
        "has no 'general.architecture'");
    isRefused(
        writer("llama").put("general.type", "adapter"),
        "'general.type' is 'adapter'; expected 'model'");
  }

  @Test
  void aMixtureOfExpertsIsNamed() {
    isRefused(
        writer("llama").put("llama.expert_count", 8),
        "is a mixture of 8 experts, which is not supported");
    for (String tensor :
        List.of(
            "blk.0.ffn_gate_exps.weight", "blk.0.ffn_gate_inp.weight", "blk.0.ffn_up.0.weight")) {
      isRefused(
          writer("llama").zeros(tensor, FileDType.F32, 1),
          "is a mixture of several experts (tensor '" + tensor + "')");
    }
  }

  @Test
  void aTensorThatTheArchitectureHasNotIsNamed() {
    isRefused(
        writer("llama").zeros("blk.0.attn_sinks.weight", FileDType.F32, 4),
        "tensor 'blk.0.attn_sinks.weight' is none that a model of architecture 'llama' has");
  }

  @Test
  void partsThatSeeAndHearAreLeftOut() {
    GgufWriter writer =
        writer("gemma3")
            .zeros("v.blk.0.attn_q.weight", FileDType.F32, 4)
            .zeros("mm.input_projection.weight", FileDType.F32, 4);
    try (GgufDecoder decoder = parse(writer)) {
      assertThat(decoder.checkpoint().names()).containsExactly("model.embed_tokens.weight");
    }
  }

  @Test
  void settingsThatChangeTheArithmeticAreRefused() {
    isRefused(
        writer("llama").put("llama.logit_scale", 0.5f),
        "metadata 'llama.logit_scale' is 0.5, which is not supported; expected 1.0");
    isRefused(writer("llama").put("llama.attention.causal", false), "'llama.attention.causal' is");
    isRefused(
        writer("llama").put("llama.use_parallel_residual", true), "use_parallel_residual' is true");
    isRefused(
        writer("llama").put("llama.attention.key_length", 8).put("llama.attention.value_length", 4),
        "'llama.attention.value_length' is 4, and keys have 8; expected the same");
    isRefused(
        writer("llama").put("llama.rope.scaling.type", "dynamic"),
        "is 'dynamic', which is not supported; expected none, linear, yarn or longrope");
    isRefused(
        writer("llama")
            .put("llama.rope.scaling.factor", 2f)
            .zeros("rope_freqs.weight", FileDType.F32, 4),
        "'llama.rope.scaling.type' stands beside the tensor 'rope_freqs.weight'; expected one of");
    isRefused(
        writer("qwen2").zeros("rope_freqs.weight", FileDType.F32, 4),
        "tensor 'rope_freqs.weight' is none that a model of architecture 'qwen2' has");
    isRefused(
        writer("llama").put("llama.rope.dimension_count", 10),
        "'llama.rope.dimension_count' is 10; expected an even number up to the 8 of a head");
  }

  @Test
  void settingsThatAreAbsentOrNoneAreNamed() {
    isRefused(
        GgufWriter.of("llama").zeros("token_embd.weight", FileDType.F32, 1),
        "metadata 'llama.embedding_length' is absent; expected a number of 1 or more");
    isRefused(
        GgufWriter.of("llama")
            .put("llama.embedding_length", 1L << 40)
            .zeros("token_embd.weight", FileDType.F32, 1),
        "is 1,099,511,627,776; expected 1 to 2,147,483,647");
    isRefused(
        GgufWriter.of("llama")
            .put("llama.embedding_length", "32")
            .zeros("token_embd.weight", FileDType.F32, 1),
        "metadata 'llama.embedding_length' is STRING; expected an integer");
  }

  @Test
  void sizesThatWouldFillTheHeapAreRefused() {
    isRefused(
        GgufWriter.of("gemma3")
            .put("gemma3.block_count", 2_000_000_000)
            .put("gemma3.embedding_length", 32)
            .put("gemma3.attention.head_count", 4)
            .zeros("token_embd.weight", FileDType.F32, 1, 32),
        "metadata 'gemma3.block_count' is 2,000,000,000; expected 1 to 4,096");
    isRefused(
        writer("llama").zeros("rope_freqs.weight", FileDType.F32, 5000),
        "tensor 'rope_freqs.weight' has 5,000 elements; expected one for each pair of a head");
  }

  @Test
  void moreTokensThanRowsAreRefused() {
    isRefused(
        writer("llama")
            .put(
                "tokenizer.ggml.tokens",
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "x")),
        "its table of tokens has 10 rows for the 11 tokens of 'tokenizer.ggml.tokens'");
    isRefused(
        writer("llama").put("tokenizer.ggml.tokens", "none"),
        "metadata 'tokenizer.ggml.tokens' is STRING");
  }

  private static void isRefused(GgufWriter writer, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> parse(writer).close())
        .withMessageStartingWith("model.gguf: ")
        .withMessageContaining(reason);
  }
}
