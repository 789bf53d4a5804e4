package dev.heed.models.arch;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.GgufWriter;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.checkpoint.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a decoder's Hugging Face folder as the GGUF file that llama.cpp's converter would make of
 * it: its names, its keys, the rows of Llama's queries and keys reordered, the 1 of Gemma's norms
 * added, GPT-2's weights turned.
 */
public final class GgufOfGolden {
  private final JsonNode config;
  private final String architecture;
  private final GgufWriter writer;

  private GgufOfGolden(JsonNode config) {
    this.config = config;
    this.architecture =
        switch (config.get("model_type").asString()) {
          case "mistral" -> "llama";
          case "gemma3_text" -> "gemma3";
          case String type -> type;
        };
    this.writer = GgufWriter.of(architecture);
  }

  /** The file's bytes. */
  public static GgufWriter of(Path folder) {
    JsonNode config = JsonMapper.shared().readTree(folder.resolve("config.json").toFile());
    try (Checkpoint checkpoint = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
      GgufOfGolden conversion = new GgufOfGolden(config);
      conversion.settings();
      conversion.tensors(checkpoint);
      return conversion.writer;
    }
  }

  private void settings() {
    if (architecture.equals("gpt2")) {
      integer("n_layer", "block_count");
      integer("n_positions", "context_length");
      integer("n_embd", "embedding_length");
      integer("n_head", "attention.head_count");
      put("feed_forward_length", 4 * config.get("n_embd").asInt());
      real("layer_norm_epsilon", "attention.layer_norm_epsilon");
      return;
    }
    integer("num_hidden_layers", "block_count");
    integer("max_position_embeddings", "context_length");
    integer("hidden_size", "embedding_length");
    integer("intermediate_size", "feed_forward_length");
    integer("num_attention_heads", "attention.head_count");
    integer("num_key_value_heads", "attention.head_count_kv");
    integer("head_dim", "attention.key_length");
    integer("head_dim", "attention.value_length");
    integer("sliding_window", "attention.sliding_window");
    integer("_sliding_window_pattern", "attention.sliding_window_pattern");
    real("rms_norm_eps", "attention.layer_norm_rms_epsilon");
    real("attn_logit_softcapping", "attn_logit_softcapping");
    real("final_logit_softcapping", "final_logit_softcapping");
    if (config.hasNonNull("query_pre_attn_scalar")) {
      double scalar = config.get("query_pre_attn_scalar").asDouble();
      writer.put(architecture + ".attention.scale", (float) (1 / Math.sqrt(scalar)));
    }
    rotation(config.get("rope_parameters"));
  }

  private void rotation(JsonNode rope) {
    JsonNode whole = rope.path("full_attention").isObject() ? rope.get("full_attention") : rope;
    writer.put(architecture + ".rope.freq_base", (float) whole.get("rope_theta").asDouble());
    if (rope.has("sliding_attention")) {
      float local = (float) rope.get("sliding_attention").get("rope_theta").asDouble();
      writer.put(architecture + ".rope.freq_base_swa", local);
    }
    if (whole.get("rope_type").asString().equals("linear")) {
      writer.put(architecture + ".rope.scaling.type", "linear");
      writer.put(architecture + ".rope.scaling.factor", (float) whole.get("factor").asDouble());
    }
    if (whole.get("rope_type").asString().equals("llama3")) {
      writer.tensor("rope_freqs.weight", factors(whole), config.get("head_dim").asInt() / 2);
    }
  }

  /** Llama 3.1's factors as the converter writes them out, one for each pair. */
  private float[] factors(JsonNode rope) {
    int size = config.get("head_dim").asInt();
    double factor = rope.get("factor").asDouble();
    double low = rope.get("low_freq_factor").asDouble();
    double high = rope.get("high_freq_factor").asDouble();
    double original = rope.get("original_max_position_embeddings").asDouble();
    float[] factors = new float[size / 2];
    for (int i = 0; i < factors.length; i++) {
      double wavelength = 2 * Math.PI * Math.pow(rope.get("rope_theta").asDouble(), 2.0 * i / size);
      double smooth = (original / wavelength - low) / (high - low);
      factors[i] =
          (float)
              (wavelength < original / high
                  ? 1
                  : wavelength > original / low ? factor : 1 / ((1 - smooth) / factor + smooth));
    }
    return factors;
  }

  private void integer(String key, String stored) {
    if (config.hasNonNull(key)) {
      put(stored, config.get(key).asInt());
    }
  }

  private void put(String stored, int value) {
    writer.put(architecture + "." + stored, value);
  }

  private void real(String key, String stored) {
    if (config.hasNonNull(key)) {
      writer.put(architecture + "." + stored, (float) config.get(key).asDouble());
    }
  }

  private void tensors(Checkpoint checkpoint) {
    Map<String, String> names = names();
    for (StoredTensor tensor : checkpoint.tensors()) {
      int dot = tensor.name().lastIndexOf('.');
      String module = tensor.name().substring(0, dot);
      String layer = module.replaceFirst("^.*?\\.(\\d+)\\..*$", "$1");
      String known = module.replaceFirst("\\.\\d+\\.", ".12.");
      String name = Objects.requireNonNull(names.get(known), module);
      writer.tensor(
          name.replace("12", layer) + tensor.name().substring(dot),
          stored(module, tensor),
          shape(tensor));
    }
  }

  /** Hugging Face's name → the file's, by Python's gguf, of one layer. */
  private Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(
            GgufOfGolden.class.getResourceAsStream("/checkpoint/gguf/names.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] fields = line.split(" ");
        if (fields[0].equals(architecture)) {
          names.put(fields[2], fields[1]);
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean turned(StoredTensor tensor) {
    return architecture.equals("gpt2")
        && tensor.shape().size() == 2
        && tensor.name().contains(".h.");
  }

  private long[] shape(StoredTensor tensor) {
    return (turned(tensor) ? tensor.transpose() : tensor)
        .shape().stream().mapToLong(Long::longValue).toArray();
  }

  private float[] stored(String module, StoredTensor tensor) {
    float[] floats = (turned(tensor) ? tensor.transpose() : tensor).toFloats();
    if (architecture.startsWith("gemma") && module.endsWith("norm")) {
      for (int i = 0; i < floats.length; i++) {
        floats[i] += 1;
      }
    }
    boolean queries = module.endsWith("q_proj");
    if (architecture.equals("llama") && (queries || module.endsWith("k_proj"))) {
      int heads = config.get(queries ? "num_attention_heads" : "num_key_value_heads").asInt();
      return neighbours(floats, heads, Math.toIntExact(tensor.rows()));
    }
    return floats;
  }

  /** Rows i and i + size / 2 of each head become rows 2i and 2i + 1. */
  private static float[] neighbours(float[] rows, int heads, int count) {
    int width = rows.length / count;
    int size = count / heads;
    float[] paired = new float[rows.length];
    for (int row = 0; row < count; row++) {
      int within = row % size;
      int to = row - within + 2 * (within % (size / 2)) + within / (size / 2);
      System.arraycopy(rows, row * width, paired, to * width, width);
    }
    return paired;
  }
}
