package dev.heed.models.spec;

import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sizes of a model that begins from nothing. All else is as its shape usually has it.
 *
 * @param shape whose layers and names it has
 * @param layers how many
 * @param width of a hidden state; the heads share it equally
 * @param heads of attention
 * @param inner width of the feed-forward's inner layer
 * @param vocabulary token ids, from 0
 * @param maxTokens longest text
 */
public record NewModel(
    Shape shape, int layers, int width, int heads, int inner, int vocabulary, int maxTokens) {
  /** What a model from nothing may be. */
  public enum Shape {
    /**
     * An encoder (Devlin et al., 2018), with two token types, and a pooler where a head reads it.
     */
    BERT,
    /** A decoder with rotary positions and tied logits (Touvron et al., 2023). */
    LLAMA,
    /** A decoder with learned positions and tied logits (Radford et al., 2019). */
    GPT2
  }

  /** Their layers add to the stream, 2 in each layer. */
  private static final Set<String> RESIDUAL = Set.of("attn.c_proj.weight", "mlp.c_proj.weight");

  public NewModel {
    check("layers", layers, Limits.LAYERS);
    check("width", width, Limits.WIDTH);
    check("heads", heads, Limits.WIDTH);
    check("inner width", inner, Limits.WIDTH);
    check("vocabulary", vocabulary, Limits.ROWS);
    check("longest text", maxTokens, Limits.ROWS);
    if (width % heads != 0) {
      throw new ModelException(
          "a width of %,d cannot be shared equally by %,d heads".formatted(width, heads));
    }
    if (shape == Shape.LLAMA && width / heads % 2 != 0) {
      throw new ModelException(
          "a width of %,d gives each of %,d heads %,d elements; rotary positions need an even number"
              .formatted(width, heads, width / heads));
    }
  }

  private static void check(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new ModelException(
          "a new model: %s is %,d; expected 1 to %,d".formatted(what, value, most));
    }
  }

  /** Its configuration, as transformers spells it. */
  public Config config() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (shape) {
      case BERT -> bert(json);
      case LLAMA -> llama(json);
      case GPT2 -> gpt2(json);
    }
    json.put("vocab_size", vocabulary).put("initializer_range", 0.02).put("dtype", "float32");
    return new Config("a new model", json);
  }

  private void bert(ObjectNode json) {
    common(json, "bert", "BertModel");
    json.put("hidden_act", "gelu")
        .put("layer_norm_eps", 1e-12)
        .put("type_vocab_size", 2)
        .put("hidden_dropout_prob", 0.1)
        .put("attention_probs_dropout_prob", 0.1)
        .put("pad_token_id", 0);
  }

  private void llama(ObjectNode json) {
    common(json, "llama", "LlamaForCausalLM");
    json.put("hidden_act", "silu")
        .put("num_key_value_heads", heads)
        .put("rms_norm_eps", 1e-5)
        .put("rope_theta", 10_000.0)
        .put("tie_word_embeddings", true)
        .putNull("bos_token_id")
        .putNull("eos_token_id");
  }

  private void common(ObjectNode json, String type, String architecture) {
    json.put("model_type", type)
        .put("num_hidden_layers", layers)
        .put("hidden_size", width)
        .put("num_attention_heads", heads)
        .put("intermediate_size", inner)
        .put("max_position_embeddings", maxTokens)
        .putArray("architectures")
        .add(architecture);
  }

  private void gpt2(ObjectNode json) {
    json.put("model_type", "gpt2")
        .put("n_layer", layers)
        .put("n_embd", width)
        .put("n_head", heads)
        .put("n_inner", inner)
        .put("n_positions", maxTokens)
        .put("activation_function", "gelu_new")
        .put("layer_norm_epsilon", 1e-5)
        .put("tie_word_embeddings", true)
        .putNull("bos_token_id")
        .putNull("eos_token_id")
        .putArray("architectures")
        .add("GPT2LMHeadModel");
  }

  /**
   * The deviation of the normal distribution that a parameter is drawn from at first: 0.02, and in
   * GPT-2's shape 0.02 / √(2 · layers) for what is added to the stream (Radford et al., 2019,
   * §2.3).
   *
   * @param parameter its name, such as {@code transformer.h.0.mlp.c_proj.weight}
   */
  public double deviation(String parameter) {
    boolean residual = shape == Shape.GPT2 && RESIDUAL.stream().anyMatch(parameter::endsWith);
    return residual ? 0.02 / Math.sqrt(2.0 * layers) : 0.02;
  }
}
