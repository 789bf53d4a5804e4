package dev.heed.bench.generate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/** A Llama of two layers with seeded weights, written as Hugging Face has it. */
final class TinyModel {
  static final int VOCABULARY = 48;
  private static final int WIDTH = 32;
  private static final int KEYS = 16;
  private static final int INNER = 64;
  private static final int LAYERS = 2;

  private final Map<String, int[]> shapes = new LinkedHashMap<>();

  private TinyModel() {
    shapes.put("model.embed_tokens.weight", new int[] {VOCABULARY, WIDTH});
    for (int l = 0; l < LAYERS; l++) {
      String layer = "model.layers." + l + ".";
      shapes.put(layer + "input_layernorm.weight", new int[] {WIDTH});
      shapes.put(layer + "self_attn.q_proj.weight", new int[] {WIDTH, WIDTH});
      shapes.put(layer + "self_attn.k_proj.weight", new int[] {KEYS, WIDTH});
      shapes.put(layer + "self_attn.v_proj.weight", new int[] {KEYS, WIDTH});
      shapes.put(layer + "self_attn.o_proj.weight", new int[] {WIDTH, WIDTH});
      shapes.put(layer + "post_attention_layernorm.weight", new int[] {WIDTH});
      shapes.put(layer + "mlp.gate_proj.weight", new int[] {INNER, WIDTH});
      shapes.put(layer + "mlp.up_proj.weight", new int[] {INNER, WIDTH});
      shapes.put(layer + "mlp.down_proj.weight", new int[] {WIDTH, INNER});
    }
    shapes.put("model.norm.weight", new int[] {WIDTH});
  }

  /** Writes it and returns its folder. */
  static Path write(Path folder) throws IOException {
    Map<String, Object> config =
        Map.of(
            "model_type",
            "llama",
            "vocab_size",
            VOCABULARY,
            "hidden_size",
            WIDTH,
            "intermediate_size",
            INNER,
            "num_hidden_layers",
            LAYERS,
            "num_attention_heads",
            2,
            "num_key_value_heads",
            1,
            "max_position_embeddings",
            64,
            "hidden_act",
            "silu",
            "tie_word_embeddings",
            true);
    Files.writeString(
        folder.resolve("config.json"), JsonMapper.shared().writeValueAsString(config));
    Files.write(folder.resolve("model.safetensors"), new TinyModel().safetensors());
    return folder;
  }

  /** A length, a description of that length in JSON, and the tensors one after the other. */
  private byte[] safetensors() {
    Map<String, Object> header = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
      int end = bytes + Float.BYTES * elements(tensor.getValue());
      header.put(
          tensor.getKey(),
          Map.of(
              "dtype", "F32", "shape", tensor.getValue(), "data_offsets", new int[] {bytes, end}));
      bytes = end;
    }
    byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    SplittableRandom random = new SplittableRandom(135);
    for (int[] shape : shapes.values()) {
      for (int i = 0; i < elements(shape); i++) {
        file.putFloat((float) (random.nextGaussian() * (shape.length == 1 ? 1 : 0.3)));
      }
    }
    return file.array();
  }

  private static int elements(int[] shape) {
    int elements = 1;
    for (int size : shape) {
      elements *= size;
    }
    return elements;
  }
}
