package dev.heed.models.checkpoint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings in the metadata of a GGUF file, in the spelling of Hugging Face's config.json. Where
 * the file is silent and llama.cpp supplies a value, that value is written out.
 */
final class GgufConfig {
  private static final String TOKENS = "tokenizer.ggml.tokens";

  /**
   * Control tokens that end an answer, whether or not the file says so: llama.cpp stops at them
   * too.
   */
  private static final List<String> ENDS =
      List.of(
          "<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>");

  /** Token types (tokenizer.ggml.token_type): control, and what a user of the model defined. */
  private static final Set<Integer> SPECIAL = Set.of(3, 4);

  private static final int MOST_FACTORS = 4096;

  /** Above any model by a factor of twenty. */
  private static final int MOST_LAYERS = 4096;

  /** Settings that change the arithmetic where they are not so: none of these models has them. */
  private static final Map<String, Double> NEUTRAL =
      Map.of(
          "logit_scale", 1.0,
          "residual_scale", 1.0,
          "embedding_scale", 1.0,
          "attention.clamp_kqv", 0.0,
          "attention.max_alibi_bias", 0.0);

  private final GgufArchitecture architecture;
  private final GgufMetadata metadata;
  private final Checkpoint checkpoint;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();

  private GgufConfig(GgufArchitecture architecture, GgufMetadata metadata, Checkpoint checkpoint) {
    this.architecture = architecture;
    this.metadata = metadata;
    this.checkpoint = checkpoint;
  }

  /**
   * The configuration of a model.
   *
   * @param checkpoint its tensors under Hugging Face's names
   * @throws CheckpointException if a setting is absent, contradicts another, or changes the
   *     arithmetic in a way that is not supported
   */
  static ObjectNode of(
      GgufArchitecture architecture, GgufMetadata metadata, Checkpoint checkpoint) {
    return new GgufConfig(architecture, metadata, checkpoint).model();
  }

  /** What a file without tensors says. */
  static ObjectNode ofVocabulary(GgufMetadata metadata) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    metadata.string("general.architecture").ifPresent(name -> json.put("model_type", name));
    metadata.length(TOKENS).ifPresent(size -> json.put("vocab_size", size));
    putTokens(metadata, json);
    return json;
  }

  private ObjectNode model() {
    checkNeutral();
    json.put("model_type", architecture.key());
    json.putArray("architectures").add(architecture.className());
    switch (architecture) {
      case LLAMA -> llama();
      case QWEN2, QWEN3 -> rotating("silu");
      case GEMMA2 -> gemma2();
      case GEMMA3 -> gemma3();
      case PHI3 -> phi3();
      case GPT2 -> gpt2();
    }
    json.put("tie_word_embeddings", !checkpoint.contains("lm_head.weight"));
    json.put("vocab_size", vocabulary());
    putTokens(metadata, json);
    return json;
  }

  private void checkNeutral() {
    NEUTRAL.forEach((key, neutral) -> {
      double value = metadata.number(key(key)).orElse(neutral);
      if (value != neutral) {
        throw failure(key, "is %s, which is not supported; expected %s".formatted(value, neutral));
      }
    });
    if (!metadata.flag(key("attention.causal")).orElse(true)) {
      throw failure("attention.causal", "is false; expected a model that generates text");
    }
    if (metadata.flag(key("use_parallel_residual")).orElse(false)) {
      throw failure("use_parallel_residual", "is true, which is not supported");
    }
  }

  /** Mistral's files are called llama too; its sliding window is what Llama has not. */
  private void llama() {
    rotating("silu");
    heed().put("rope_pairing", "interleaved");
    long window = metadata.integer(key("attention.sliding_window")).orElse(0);
    if (window > 0) {
      json.put("model_type", "mistral");
      json.putArray("architectures").add("MistralForCausalLM");
      json.put("sliding_window", window);
    }
    if (checkpoint.contains("rope_freqs.weight")) {
      if (json.has("rope_scaling")) {
        throw failure(
            "rope.scaling.type",
            "stands beside the tensor 'rope_freqs.weight'; expected one of them");
      }
      putFactors(heed(), "rope_factors", "rope_freqs.weight");
    }
    json.put("attention_bias", biased("self_attn.q_proj") || biased("self_attn.o_proj"));
    json.put("mlp_bias", biased("mlp.up_proj"));
  }

  private boolean biased(String module) {
    return checkpoint.contains("model.layers.0." + module + ".bias");
  }

  private void gemma2() {
    gemma(46, 2);
    json.put("sliding_window", metadata.integer(key("attention.sliding_window")).orElse(4096));
    json.put("attn_logit_softcapping", metadata.number(key("attn_logit_softcapping")).orElse(50));
    json.put("final_logit_softcapping", metadata.number(key("final_logit_softcapping")).orElse(30));
  }

  private void gemma3() {
    long window = metadata.integer(key("attention.sliding_window")).orElse(0);
    gemma(62, window > 0 ? 6 : 1);
    if (window > 0) {
      json.put("sliding_window", window);
    }
    json.put("rope_local_base_freq", metadata.number(key("rope.freq_base_swa")).orElse(10_000));
    metadata
        .number(key("final_logit_softcapping"))
        .ifPresent(cap -> json.put("final_logit_softcapping", cap));
    json.put("model_type", "gemma3_text");
  }

  /**
   * What Gemma 2 and 3 share.
   *
   * @param largest layers of the one model whose queries are scaled by width / heads instead of the
   *     size of a head, which no key of the file says
   * @param period every so many layers, the last of them attends to all tokens
   */
  private void gemma(int largest, int period) {
    rotating("gelu_pytorch_tanh");
    json.put("hidden_activation", "gelu_pytorch_tanh");
    int layers = json.path("num_hidden_layers").asInt();
    int width = json.path("hidden_size").asInt();
    int heads = json.path("num_attention_heads").asInt();
    double scale = metadata.number(key("attention.scale")).orElse(0);
    double scalar =
        scale > 0
            ? 1 / (scale * scale)
            : layers == largest ? (double) width / heads : json.path("head_dim").asInt();
    json.put("query_pre_attn_scalar", scalar);
    putLayerTypes(layers, period);
    heed().put("norm_offset_added", true);
  }

  private void putLayerTypes(int layers, int usualPeriod) {
    String pattern = "attention.sliding_window_pattern";
    ArrayNode types = json.putArray("layer_types");
    if (metadata.length(key(pattern)).isPresent()) {
      int[] sliding = metadata.integers(key(pattern)).orElseThrow();
      if (sliding.length != layers) {
        throw failure(pattern, "has %,d elements for %,d layers".formatted(sliding.length, layers));
      }
      for (int one : sliding) {
        types.add(one != 0 ? "sliding_attention" : "full_attention");
      }
      return;
    }
    long period = metadata.integer(key(pattern)).orElse(usualPeriod);
    if (period < 1) {
      throw failure(pattern, "is %,d; expected 1 or more".formatted(period));
    }
    json.put("sliding_window_pattern", period);
    for (int layer = 0; layer < layers; layer++) {
      types.add((layer + 1) % period == 0 ? "full_attention" : "sliding_attention");
    }
  }

  private void phi3() {
    rotating("silu");
    long window = metadata.integer(key("attention.sliding_window")).orElse(0);
    if (window > 0) {
      json.put("sliding_window", window);
    }
    int positions = json.path("max_position_embeddings").asInt();
    int original =
        metadata.contains(key("rope.scaling.original_context_length"))
            ? positive("rope.scaling.original_context_length")
            : positions;
    json.put("original_max_position_embeddings", original);
    if (checkpoint.contains("rope_factors_long.weight")) {
      ObjectNode scaling = json.putObject("rope_scaling");
      scaling.put("rope_type", "longrope");
      putFactors(scaling, "long_factor", "rope_factors_long.weight");
      putFactors(scaling, "short_factor", "rope_factors_short.weight");
      metadata
          .number(key("rope.scaling.attn_factor"))
          .ifPresent(factor -> scaling.put("attention_factor", factor));
    }
  }

  /** A few dozen numbers, which a Hugging Face folder has in its configuration. */
  private void putFactors(ObjectNode scaling, String name, String tensor) {
    StoredTensor factors = checkpoint.tensor(tensor);
    if (factors.elements() > MOST_FACTORS) {
      throw new CheckpointException(
          "%s: tensor '%s' has %,d elements; expected one for each pair of a head, at most %,d"
              .formatted(metadata.origin(), tensor, factors.elements(), MOST_FACTORS));
    }
    ArrayNode numbers = scaling.putArray(name);
    for (float factor : factors.toFloats()) {
      numbers.add(Double.parseDouble(Float.toString(factor)));
    }
  }

  private void gpt2() {
    json.put("n_embd", positive("embedding_length"));
    json.put("n_layer", layers());
    json.put("n_head", perLayer("attention.head_count"));
    json.put("n_inner", perLayer("feed_forward_length"));
    json.put("n_positions", positive("context_length"));
    json.put("layer_norm_epsilon", required("attention.layer_norm_epsilon"));
    json.put("activation_function", "gelu_new");
    heed().put("linear_layout", "out_in");
  }

  /** What all have that turn their queries and keys by position. */
  private void rotating(String activation) {
    int width = positive("embedding_length");
    int heads = perLayer("attention.head_count");
    json.put("hidden_size", width);
    json.put("num_hidden_layers", layers());
    json.put("num_attention_heads", heads);
    json.put(
        "num_key_value_heads",
        metadata.contains(key("attention.head_count_kv"))
            ? perLayer("attention.head_count_kv")
            : heads);
    int size = headSize(width, heads);
    json.put("head_dim", size);
    json.put("intermediate_size", perLayer("feed_forward_length"));
    json.put("max_position_embeddings", positive("context_length"));
    json.put("rms_norm_eps", required("attention.layer_norm_rms_epsilon"));
    json.put("hidden_act", activation);
    new GgufRope(architecture.key(), metadata).put(json, size);
  }

  private int headSize(int width, int heads) {
    if (!metadata.contains(key("attention.key_length"))) {
      if (width % heads != 0) {
        throw failure("attention.head_count", "is %,d at a width of %,d".formatted(heads, width));
      }
      return width / heads;
    }
    int size = positive("attention.key_length");
    long values = metadata.integer(key("attention.value_length")).orElse(size);
    if (values != size) {
      throw failure(
          "attention.value_length",
          "is %,d, and keys have %,d; expected the same".formatted(values, size));
    }
    return size;
  }

  /** Rows of the table of tokens; there may be more of them than tokens. */
  private long vocabulary() {
    String table = architecture == GgufArchitecture.GPT2 ? "transformer.wte" : "model.embed_tokens";
    long rows = checkpoint.tensor(table + ".weight").rows();
    int tokens = metadata.length(TOKENS).orElse(0);
    if (tokens > rows) {
      throw new CheckpointException(
          "%s: its table of tokens has %,d rows for the %,d tokens of '%s'"
              .formatted(metadata.origin(), rows, tokens, TOKENS));
    }
    return rows;
  }

  private static void putTokens(GgufMetadata metadata, ObjectNode json) {
    putToken(metadata, json, "bos_token_id", "bos_token_id");
    putToken(metadata, json, "pad_token_id", "padding_token_id");
    putToken(metadata, json, "unk_token_id", "unknown_token_id");
    Set<Long> ends = new LinkedHashSet<>();
    for (String end : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
      metadata.integer("tokenizer.ggml." + end).ifPresent(ends::add);
    }
    int[] types = metadata.integers("tokenizer.ggml.token_type").orElseGet(() -> new int[0]);
    for (int id : metadata.indices(TOKENS, ENDS)) {
      if (id < types.length && SPECIAL.contains(types[id])) {
        ends.add((long) id);
      }
    }
    if (ends.size() == 1) {
      json.put("eos_token_id", ends.iterator().next());
    } else if (!ends.isEmpty()) {
      ArrayNode ids = json.putArray("eos_token_id");
      ends.forEach(ids::add);
    }
  }

  private static void putToken(GgufMetadata metadata, ObjectNode json, String name, String stored) {
    OptionalLong id = metadata.integer("tokenizer.ggml." + stored);
    id.ifPresent(value -> json.put(name, value));
  }

  /** What the file does otherwise than a Hugging Face folder. */
  private ObjectNode heed() {
    return json.withObjectProperty("heed");
  }

  private String key(String name) {
    return architecture.key() + "." + name;
  }

  private double required(String name) {
    return metadata
        .number(key(name))
        .orElseThrow(() -> failure(name, "is absent; expected a number"));
  }

  private int positive(String name) {
    OptionalLong value = metadata.integer(key(name));
    if (value.isEmpty()) {
      throw failure(name, "is absent; expected a number of 1 or more");
    }
    return checked(name, value.getAsLong());
  }

  private int layers() {
    int layers = positive("block_count");
    if (layers > MOST_LAYERS) {
      throw failure("block_count", "is %,d; expected 1 to %,d".formatted(layers, MOST_LAYERS));
    }
    return layers;
  }

  private int checked(String name, long value) {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw failure(name, "is %,d; expected 1 to %,d".formatted(value, Integer.MAX_VALUE));
    }
    return (int) value;
  }

  /** A number, or one for each layer, which must be the same. */
  private int perLayer(String name) {
    if (metadata.length(key(name)).isEmpty()) {
      return positive(name);
    }
    int[] values = metadata.integers(key(name)).orElseThrow();
    for (int value : values) {
      if (value != values[0]) {
        throw failure(
            name,
            "differs from layer to layer (%,d and %,d), which is not supported"
                .formatted(values[0], value));
      }
    }
    return checked(name, values.length == 0 ? 0 : values[0]);
  }

  private CheckpointException failure(String name, String what) {
    return new CheckpointException(
        "%s: metadata '%s' %s".formatted(metadata.origin(), key(name), what));
  }
}
