package dev.heed.models;

import dev.heed.models.checkpoint.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder with a tiny decoder of random weights, written as Hugging Face would: what a test
 * changes before it is written is what the test is about.
 */
public final class TinyDecoder {
  public static final int VOCABULARY = 50;

  /** Ids of the special tokens behind those of the bytes. */
  public static final int BEGIN = 256;

  public static final int TURN = 257;
  public static final int END = 258;
  private static final int WIDTH = 24;
  private static final int HEADS = 4;
  private static final int KEY_HEADS = 2;
  private static final int HEAD_SIZE = 8;
  private static final int INNER = 36;
  private static final int LAYERS = 3;

  /** Elements. */
  private static final int BLOCK = 32;

  private final int width;
  private final ObjectNode config;
  private final SequencedMap<String, Weight> weights = new TreeMap<>();
  private final Random random = new Random(23);

  private record Weight(float[] data, long[] shape) {}

  private boolean talks;
  private final List<String> more = new ArrayList<>();

  private TinyDecoder(String type, int vocabulary, int tokens) {
    this(type, vocabulary, tokens, WIDTH, INNER);
  }

  private TinyDecoder(String type, int vocabulary, int tokens, int width, int inner) {
    this.width = width;
    config =
        JsonNodeFactory.instance
            .objectNode()
            .put("model_type", type)
            .put("vocab_size", vocabulary)
            .put("hidden_size", width)
            .put("num_hidden_layers", LAYERS)
            .put("num_attention_heads", HEADS)
            .put("num_key_value_heads", KEY_HEADS)
            .put("head_dim", HEAD_SIZE)
            .put("intermediate_size", inner)
            .put("max_position_embeddings", tokens)
            .put("rope_theta", 10_000)
            .put("rms_norm_eps", 1e-5);
    put("model.embed_tokens.weight", vocabulary, width);
    put("lm_head.weight", vocabulary, width);
    norm("model.norm", width);
    for (int l = 0; l < LAYERS; l++) {
      String layer = "model.layers." + l + ".";
      put(layer + "self_attn.q_proj.weight", HEADS * HEAD_SIZE, width);
      put(layer + "self_attn.k_proj.weight", KEY_HEADS * HEAD_SIZE, width);
      put(layer + "self_attn.v_proj.weight", KEY_HEADS * HEAD_SIZE, width);
      put(layer + "self_attn.o_proj.weight", width, HEADS * HEAD_SIZE);
      put(layer + "mlp.gate_proj.weight", inner, width);
      put(layer + "mlp.up_proj.weight", inner, width);
      put(layer + "mlp.down_proj.weight", width, inner);
      norm(layer + "input_layernorm", width);
      norm(layer + "post_attention_layernorm", width);
    }
  }

  /** A Llama whose layers see everything before. */
  public static TinyDecoder llama(int tokens) {
    return new TinyDecoder("llama", VOCABULARY, tokens);
  }

  /**
   * A Llama with a tokenizer: a token for each byte, then {@code <s>}, {@code <|im_start|>} and
   * {@code <|im_end|>}, which ends answers.
   */
  public static TinyDecoder talking(int tokens) {
    TinyDecoder model = new TinyDecoder("llama", END + 1, tokens);
    model.config.put("bos_token_id", BEGIN).put("eos_token_id", END);
    model.talks = true;
    return model;
  }

  /** The same, whose rows of weights are whole blocks of quantized types. */
  public static TinyDecoder llamaOfBlocks(int tokens) {
    return new TinyDecoder("llama", VOCABULARY, tokens, 2 * BLOCK, 3 * BLOCK);
  }

  /** The same, of a width of eight blocks: 5 MB as F32. */
  public static TinyDecoder wideLlamaOfBlocks(int tokens) {
    return new TinyDecoder("llama", VOCABULARY, tokens, 8 * BLOCK, 16 * BLOCK);
  }

  /** A Gemma 3: the first two layers see a window, the third everything before. */
  public static TinyDecoder gemma3(int tokens, int window) {
    return gemma3(new TinyDecoder("gemma3_text", VOCABULARY, tokens), window);
  }

  /** The same, whose rows of weights are whole blocks of quantized types. */
  public static TinyDecoder gemma3OfBlocks(int tokens, int window) {
    return gemma3(new TinyDecoder("gemma3_text", VOCABULARY, tokens, 2 * BLOCK, 3 * BLOCK), window);
  }

  private static TinyDecoder gemma3(TinyDecoder model, int window) {
    model
        .config
        .put("sliding_window", window)
        .put("sliding_window_pattern", LAYERS)
        .put("rope_local_base_freq", 100)
        .put("query_pre_attn_scalar", HEAD_SIZE)
        .put("tie_word_embeddings", false);
    for (int l = 0; l < LAYERS; l++) {
      String layer = "model.layers." + l + ".";
      model.norm(layer + "pre_feedforward_layernorm", model.width);
      model.norm(layer + "post_feedforward_layernorm", model.width);
      model.norm(layer + "self_attn.q_norm", HEAD_SIZE);
      model.norm(layer + "self_attn.k_norm", HEAD_SIZE);
    }
    return model;
  }

  /** The settings, to be changed. */
  public ObjectNode config() {
    return config;
  }

  /** Gives the tokenizer one more special token, of which the weights know nothing. */
  public TinyDecoder withToken(String content) {
    more.add(content);
    return this;
  }

  /** Leaves a tensor out. */
  public TinyDecoder without(String tensor) {
    if (weights.remove(tensor) == null) {
      throw new IllegalArgumentException(tensor + " is not among " + weights.keySet());
    }
    return this;
  }

  /** Gives a tensor another shape, and zeros. */
  public TinyDecoder reshaped(String tensor, int... shape) {
    without(tensor);
    int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    long[] sizes = Arrays.stream(shape).asLongStream().toArray();
    weights.put(tensor, new Weight(new float[elements], sizes));
    return this;
  }

  /** Writes the model. */
  public Path write(Path folder) {
    TinyModel.text(folder.resolve("config.json"), config.toString());
    SafetensorsWriter writer = new SafetensorsWriter();
    weights.forEach((name, weight) -> writer.add(name, weight.data(), weight.shape()));
    writer.write(folder.resolve("model.safetensors"));
    if (talks) {
      TinyModel.text(folder.resolve("tokenizer.json"), tokenizer().toString());
    }
    return folder;
  }

  private ObjectNode tokenizer() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    special(json.putArray("added_tokens"), BEGIN, "<s>");
    special(json.withArray("added_tokens"), TURN, "<|im_start|>");
    special(json.withArray("added_tokens"), END, "<|im_end|>");
    for (int t = 0; t < more.size(); t++) {
      special(json.withArray("added_tokens"), END + 1 + t, more.get(t));
    }
    byteLevel(json.putObject("pre_tokenizer"));
    byteLevel(json.putObject("decoder"));
    ObjectNode model = json.putObject("model").put("type", "BPE");
    model.putArray("merges");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int b = 0; b < 256; b++) {
      vocabulary.put(Character.toString(character(b)), b);
    }
    return json;
  }

  private static void special(ArrayNode tokens, int id, String content) {
    tokens
        .addObject()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private static void byteLevel(ObjectNode part) {
    part.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  /** GPT-2's character for a byte: itself where it can be seen, else one behind U+0100. */
  private static int character(int wanted) {
    int hidden = 0;
    for (int b = 0; b < 256; b++) {
      boolean seen = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      if (b == wanted) {
        return seen ? b : 256 + hidden;
      }
      hidden += seen ? 0 : 1;
    }
    throw new IllegalArgumentException("byte " + wanted);
  }

  /** Random token ids. */
  public static int[] ids(int count, long seed) {
    return new Random(seed).ints(count, 0, VOCABULARY).toArray();
  }

  private void norm(String module, int width) {
    weights.put(module + ".weight", new Weight(gaussian(width), new long[] {width}));
  }

  private void put(String name, int rows, int columns) {
    weights.put(name, new Weight(gaussian(rows * columns), new long[] {rows, columns}));
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.4f * (float) random.nextGaussian();
    }
    return values;
  }
}
