package dev.heed.app;

import dev.heed.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder with a Llama of random weights that loads in no time: for tests of all but numbers. Its
 * tokens are the bytes of UTF-8, 0x00 to 0xFF, and behind them {@code <s>}, {@code </s>}, {@code
 * <|user|>} and {@code <|model|>}.
 */
final class TinyLlama {
  static final int BEGIN = 256;
  static final int END = 257;
  static final int USER = 258;
  static final int MODEL = 259;
  static final int VOCABULARY = 260;
  static final int TOKENS = 128;

  private static final int WIDTH = 24;
  private static final int LAYERS = 2;
  private static final int HEADS = 4;
  private static final int KEY_HEADS = 2;
  private static final int HEAD_SIZE = 8;
  private static final int INNER = 36;
  private static final String TEMPLATE =
      "{% for m in messages %}"
          + "{{ '<|' + ('model' if m['role'] == 'assistant' else m['role']) + '|>' + m['content'] }}"
          + "{% endfor %}{% if add_generation_prompt %}{{ '<|model|>' }}{% endif %}";

  private final Random random = new Random(29);
  private final SafetensorsWriter weights = new SafetensorsWriter();
  private final ObjectNode config = JsonNodeFactory.instance.objectNode();
  private boolean begins;
  private int tokens = TOKENS;
  private boolean tokenizer = true;

  /** Reads up to 128 tokens; a text does not begin with {@code <s>}. */
  static TinyLlama model() {
    return new TinyLlama();
  }

  /** A text begins with {@code <s>}. */
  TinyLlama beginning() {
    begins = true;
    return this;
  }

  /** Reads so many tokens. */
  TinyLlama reading(int most) {
    tokens = most;
    return this;
  }

  /** Comes without a tokenizer. */
  TinyLlama withoutTokenizer() {
    tokenizer = false;
    return this;
  }

  /** With another setting. */
  TinyLlama with(String key, int value) {
    config.put(key, value);
    return this;
  }

  /** Of another family by name. */
  TinyLlama named(String type) {
    config.put("model_type", type);
    return this;
  }

  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    ObjectNode settings =
        JsonNodeFactory.instance
            .objectNode()
            .put("model_type", "llama")
            .put("vocab_size", VOCABULARY)
            .put("hidden_size", WIDTH)
            .put("num_hidden_layers", LAYERS)
            .put("num_attention_heads", HEADS)
            .put("num_key_value_heads", KEY_HEADS)
            .put("head_dim", HEAD_SIZE)
            .put("intermediate_size", INNER)
            .put("max_position_embeddings", tokens)
            .put("rope_theta", 10_000)
            .put("rms_norm_eps", 1e-5)
            .put("bos_token_id", BEGIN)
            .put("eos_token_id", END);
    settings.setAll(config);
    Files.writeString(folder.resolve("config.json"), settings.toString());
    writeWeights(folder);
    if (tokenizer) {
      JsonMapper mapper = new JsonMapper();
      mapper.writeValue(folder.resolve("tokenizer.json"), tokenizer());
      mapper.writeValue(
          folder.resolve("tokenizer_config.json"),
          Map.of("bos_token", "<s>", "eos_token", "</s>", "chat_template", TEMPLATE));
    }
    return folder;
  }

  private void writeWeights(Path folder) {
    table("model.embed_tokens.weight", VOCABULARY, WIDTH);
    table("lm_head.weight", VOCABULARY, WIDTH);
    norm("model.norm");
    for (int l = 0; l < LAYERS; l++) {
      String layer = "model.layers." + l + ".";
      table(layer + "self_attn.q_proj.weight", HEADS * HEAD_SIZE, WIDTH);
      table(layer + "self_attn.k_proj.weight", KEY_HEADS * HEAD_SIZE, WIDTH);
      table(layer + "self_attn.v_proj.weight", KEY_HEADS * HEAD_SIZE, WIDTH);
      table(layer + "self_attn.o_proj.weight", WIDTH, HEADS * HEAD_SIZE);
      table(layer + "mlp.gate_proj.weight", INNER, WIDTH);
      table(layer + "mlp.up_proj.weight", INNER, WIDTH);
      table(layer + "mlp.down_proj.weight", WIDTH, INNER);
      norm(layer + "input_layernorm");
      norm(layer + "post_attention_layernorm");
    }
    weights.write(folder.resolve("model.safetensors"));
  }

  private ObjectNode tokenizer() {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    Map<Integer, String> special =
        new TreeMap<>(Map.of(BEGIN, "<s>", END, "</s>", USER, "<|user|>", MODEL, "<|model|>"));
    special.forEach((id, content) ->
        added
            .addObject()
            .put("id", id)
            .put("content", content)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", true));
    root.putNull("normalizer");
    root.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", true);
    if (begins) {
      ObjectNode processor = root.putObject("post_processor").put("type", "TemplateProcessing");
      ArrayNode single = processor.putArray("single");
      single.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
      single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
      ArrayNode pair = processor.putArray("pair");
      pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
      pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
      ObjectNode token = processor.putObject("special_tokens").putObject("<s>").put("id", "<s>");
      token.putArray("ids").add(BEGIN);
      token.putArray("tokens").add("<s>");
    } else {
      root.putNull("post_processor");
    }
    root.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", true);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int value = 0; value < 256; value++) {
      vocabulary.put(Character.toString(byteSign(value)), value);
    }
    model.putArray("merges");
    return root;
  }

  /** The character that stands for a byte in a byte-level vocabulary, as GPT-2 has it. */
  private static int byteSign(int value) {
    if (isShown(value)) {
      return value;
    }
    int hidden = 0;
    for (int before = 0; before < value; before++) {
      hidden += isShown(before) ? 0 : 1;
    }
    return 256 + hidden;
  }

  private static boolean isShown(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }

  private void norm(String module) {
    weights.add(module + ".weight", gaussian(WIDTH, 1), WIDTH);
  }

  private void table(String name, int rows, int columns) {
    weights.add(name, gaussian(rows * columns, 0), rows, columns);
  }

  private float[] gaussian(int count, float centre) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = centre + 0.4f * (float) random.nextGaussian();
    }
    return values;
  }
}
